import type { Run } from '../state/actions-rows.js'
import type { CheckRun } from '../state/deployment-rows.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'
import { node, type Node } from './call.js'

/** All checks of one commit by one App: the jobs of a run (`run`), or what was made by the API. */
export interface Suite {
  readonly id: number
  readonly repository: number
  readonly sha: string
  readonly run: Run | null
}
export const suiteOfRun = (run: Run): Node<Suite> =>
  node('CheckSuite', { id: run.suite, repository: run.repository, sha: run.headSha, run })

/** Oldest first. */
export function suitesOf({ store }: World, { id }: Repository, sha: string): readonly Suite[] {
  const key = `${id}/${sha}`
  const ofRuns = store.by('runs', 'sha', key).map((run) => suiteOfRun(run).row)
  const made = new Set(store.by('checkRuns', 'sha', key).map(({ suite }) => suite))
  const ofApi = [...made].map((suite) => ({ id: suite, repository: id, sha, run: null }))
  return [...ofRuns, ...ofApi].sort((one, other) => one.id - other.id)
}

/** The suite whose number it is. */
export function findSuite({ store }: World, id: number): Suite | null {
  const run = store.one('runs', 'suite', id)
  const made: CheckRun | null = store.one('checkRuns', 'suite', id)
  if (run) return suiteOfRun(run).row
  return made && { id, repository: made.repository, sha: made.sha, run: null }
}
