import type { Run } from '../state/actions-rows.js'
import type { CheckRun } from '../state/deployment-rows.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'
import { node, type Node } from './call.js'

/** A check suite: the jobs of a run (`run`), or the check runs of a commit created over the API. */
export interface Suite {
  readonly id: number
  readonly repository: number
  readonly sha: string
  readonly run: Run | null
}
export const suiteOfRun = (run: Run): Node<Suite> =>
  node('CheckSuite', { id: run.suite, repository: run.repository, sha: run.headSha, run })

/** The check suites of a commit, oldest first. */
export function suitesOf({ store }: World, { id }: Repository, sha: string): readonly Suite[] {
  const key = `${id}/${sha}`
  const runSuites = store.by('runs', 'sha', key).map((run) => suiteOfRun(run).row)
  const apiSuiteIds = new Set(store.by('checkRuns', 'sha', key).map(({ suite }) => suite))
  const apiSuites = [...apiSuiteIds].map((suite) => ({ id: suite, repository: id, sha, run: null }))
  return [...runSuites, ...apiSuites].sort((left, right) => left.id - right.id)
}

/** The check suite with an id, or null. */
export function findSuite({ store }: World, id: number): Suite | null {
  const run = store.first('runs', 'suite', id)
  const check: CheckRun | null = store.first('checkRuns', 'suite', id)
  if (run) return suiteOfRun(run).row
  return check && { id, repository: check.repository, sha: check.sha, run: null }
}
