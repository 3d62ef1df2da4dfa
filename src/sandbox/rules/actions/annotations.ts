import { notFound } from '../../errors.js'
import type { Annotation } from '../../state/deployment-rows.js'
import type { Job } from '../../state/actions-rows.js'
import type { Repository } from '../../state/rows.js'
import type { World } from '../../world.js'
import { stepLogs } from './logs.js'

/** The annotations of a check run, with its commit. */
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

/** `check`: a job, or a check run created over the API. */
export function annotationsIn(
  world: World,
  check: { readonly id: number; readonly annotations?: readonly Annotation[] | undefined },
): readonly Annotation[] {
  const job = world.store.get('jobs', check.id)
  if (!job) return check.annotations ?? []
  return [...annotationsInLog(world, job), ...(job.check?.annotations ?? [])]
}

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const
const annotationLine = /^(?:\d{4}-\S+Z )?##\[(error|warning|notice)\](.*?)(?: \(([^()\s]+):(\d+)\))?$/

/**
 * The errors, warnings and notices in the log of a job. GitHub attaches one without a file to `.github`, at the line of the
 * step's log.
 */
const annotationsInLog = (world: World, job: Job): readonly Annotation[] =>
  [...stepLogs(world, job).values()].flatMap((text) =>
    text.split('\n').flatMap((line, at) => {
      const [, kind, message = '', path = '.github', lineNumber] = annotationLine.exec(line) ?? []
      if (kind === undefined) return []
      const number = Number(lineNumber ?? at + 1)
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
