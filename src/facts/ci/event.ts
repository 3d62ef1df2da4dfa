import { hotfixFile } from '../../domain/model/pack-names.js'
import * as z from 'zod'
import type { Context } from '../../context.js'
import type { CiEvent, LinePush, VersionEvent } from '../../domain/ci/event.js'
import { isRelease } from '../../domain/label/request.js'
import { RelError } from '../../errors.js'

const commit = z.string().regex(/^[0-9a-f]{40}$/)
const pullRequest = z.object({
  action: z.string(),
  number: z.int(),
  label: z.object({ name: z.string() }).default({ name: '' }),
  pull_request: z.object({ head: z.object({ sha: commit }) }),
})
const push = z.object({ ref: z.string(), before: commit, after: commit })
const again = z.object({ pr: z.string().regex(/^[1-9]\d{0,9}$/) })
const deploy = z.object({
  environment: z.string().regex(/^[a-z0-9/-]{1,100}$/),
  version: z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}$/),
  rollback: z.union([z.boolean(), z.enum(['true', 'false'])]).default(false),
})
const dispatch = z.object({ inputs: z.union([again, deploy]) })
const release = z.object({ release: z.object({ tag_name: z.string() }) })

type RunEvent = CiEvent | VersionEvent
type Read = (payload: unknown, actor: string) => RunEvent
const readers: Readonly<Record<string, Read>> = {
  pull_request: (payload, actor) => {
    const { action, number, label, pull_request: pull } = pullRequest.parse(payload)
    const isAboutLabel = action === 'labeled' || action === 'unlabeled'
    if (isAboutLabel) return { kind: action, pullRequest: number, label: label.name.toLowerCase(), actor }
    if (action === 'closed') return { kind: 'closed', pullRequest: number, actor }
    return { kind: 'code', pullRequest: number, commit: pull.head.sha, actor }
  },
  push: (payload) => {
    const { ref, before, after } = push.parse(payload)
    const branch = ref.replace('refs/heads/', '')
    return isRelease(branch)
      ? { kind: 'line', branch, commit: after, before }
      : { kind: 'push', branch, commit: after }
  },
  release: (payload) => ({ kind: 'release', tag: release.parse(payload).release.tag_name }),
  workflow_dispatch: (payload, actor) => {
    const { inputs } = dispatch.parse(payload)
    if ('pr' in inputs) return { kind: 'dispatch', pullRequest: Number(inputs.pr), actor }
    const { environment, version, rollback } = inputs
    return { kind: 'deploy', environment, version, rollback: String(rollback) === 'true' }
  },
}

/** The event that started this workflow run. */
export async function readEvent({ run }: Context): Promise<RunEvent> {
  if (!run)
    throw new RelError('usage', 'Not in a workflow run: there is no event.', {
      hint: 'Run `rel ci` only in the workflow pack; `rel init` adds it.',
    })
  const read = readers[run.eventName]
  if (!read) return { kind: 'nothing', name: run.eventName }
  const payload: unknown = JSON.parse(await run.event())
  try {
    return read(payload, run.actor)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    throw new RelError(
      'usage',
      `Unexpected payload of the event ${run.eventName}: ${z.prettifyError(error)}`,
      {
        hint: 'Restore the workflows of the pack: `rel init` shows what differs.',
        cause: error,
      },
    )
  }
}

const about = z.union([
  z.object({ number: z.int(), pull_request: z.object({}) }).transform(({ number }) => number),
  z.object({ inputs: again }).transform(({ inputs }) => Number(inputs.pr)),
])

/** The number of the pull request of a run, in any workflow; null if it has none. */
export async function readPullRequestNumber({ run }: Context): Promise<number | null> {
  const payload: unknown = run && JSON.parse(await run.event())
  return about.safeParse(payload).data ?? null
}

/** The push to a line that started this run. */
export async function readLinePush(context: Context): Promise<LinePush> {
  const event = await readEvent(context)
  if (event.kind === 'line') return event
  throw new RelError('usage', 'This run was not started by a push to a release branch.', {
    hint: `Run this command only in ${hotfixFile}.`,
  })
}
