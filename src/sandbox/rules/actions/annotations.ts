import { notFound } from '../../errors.js'
import type { Annotation } from '../../state/deployment-rows.js'
import type { Job } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { stepLogs } from './logs.js'

/** What a check run has to say, with the commit that it is about. */
export function annotationsOf(
  world: World,
  { id: repository }: Repository,
  id: number,
): { readonly sha: string; readonly annotations: readonly Annotation[] } {
  const job = world.store.get('jobs', id)
  const check = job ?? world.store.get('checkRuns', id)
  if (check?.repository !== repository) throw notFound()
  return { sha: check.sha, annotations: annotationsIn(world, check) }
}

/** `check`: a job, or a check run that the API has made. */
export function annotationsIn(
  world: World,
  check: { readonly id: number; readonly annotations?: readonly Annotation[] },
): readonly Annotation[] {
  const job = world.store.get('jobs', check.id)
  return job ? inLog(world, job) : (check.annotations ?? [])
}

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const
const marked = /^(?:\d{4}-\S+Z )?##\[(error|warning|notice)\](.*?)(?: \(([^()\s]+):(\d+)\))?$/

/**
 * Errors, warnings and notices that the log of a job shows. One that names no file is about the workflow as a whole: GitHub puts
 * it at `.github`, on the line of the step's log.
 */
const inLog = (world: World, job: Job): readonly Annotation[] =>
  [...stepLogs(world, job).values()].flatMap((text) =>
    text.split('\n').flatMap((line, at) => {
      const [, kind, message = '', path = '.github', place] = marked.exec(line) ?? []
      if (kind === undefined) return []
      const number = Number(place ?? at + 1)
      return {
        level: levels[kind as keyof typeof levels],
        message,
        title: '',
        details: null,
        path,
        line: number,
        endLine: number,
        column: null,
        endColumn: null,
      }
    }),
  )
