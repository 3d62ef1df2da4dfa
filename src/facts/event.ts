import * as z from 'zod'
import type { Context } from '../context.js'
import type { CiEvent } from '../domain/ci/event.js'
import { RelError } from '../errors.js'

const commit = z.string().regex(/^[0-9a-f]{40}$/)
const pullRequest = z.object({
  action: z.string(),
  number: z.int(),
  label: z.object({ name: z.string() }).default({ name: '' }),
  pull_request: z.object({ head: z.object({ sha: commit }) }),
})
const push = z.object({ ref: z.string(), after: commit })
const dispatch = z.object({ inputs: z.object({ pr: z.string().regex(/^[1-9]\d{0,9}$/) }) })

type Read = (payload: unknown, actor: string) => CiEvent
const readers: Readonly<Record<string, Read>> = {
  pull_request: (payload, actor) => {
    const { action, number, label, pull_request: pull } = pullRequest.parse(payload)
    const isAboutLabel = action === 'labeled' || action === 'unlabeled'
    if (isAboutLabel) return { kind: action, pullRequest: number, label: label.name.toLowerCase(), actor }
    if (action === 'closed') return { kind: 'closed', pullRequest: number, actor }
    return { kind: 'code', pullRequest: number, commit: pull.head.sha, actor }
  },
  push: (payload) => {
    const { ref, after } = push.parse(payload)
    return { kind: 'push', branch: ref.replace('refs/heads/', ''), commit: after }
  },
  workflow_dispatch: (payload, actor) => ({
    kind: 'dispatch',
    pullRequest: Number(dispatch.parse(payload).inputs.pr),
    actor,
  }),
}

/** What started the run that this is a step of. */
export async function readEvent({ run }: Context): Promise<CiEvent> {
  if (!run)
    throw new RelError('usage', 'This is no step of a workflow: there is no event.', {
      hint: '`rel ci` is what the jobs of the workflow pack call.',
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
      `The payload of ${run.eventName} is not as expected: ${z.prettifyError(error)}`,
      {
        hint: 'Run the workflow as the pack has it: `rel workflows diff`.',
        cause: error,
      },
    )
  }
}
