import type { MatrixJob } from './invocation.js'
import { throwIfStopped } from './session.js'

/** Milliseconds between two polls of a gate, whose wait timer uses the sandbox's clock. */
const pollInterval = 500

/** Waits until the environment's gate opens or is rejected; in the latter case the server has ended the job. */
export async function passGate(
  { session, cancelled }: MatrixJob,
  id: number,
  { name, deploys }: { readonly name: string; readonly deploys: boolean },
): Promise<'open' | 'rejected' | 'cancelled'> {
  const { server } = session
  const existing = (await server.job(id)).gate
  const answer = existing ? { gate: existing } : await server.environment(id, name, deploys)
  if ('refusal' in answer) {
    await server.log(id, `##[error]${answer.refusal}\n`, null)
    return 'rejected'
  }
  if (answer.gate.state !== 'waiting') return answer.gate.state
  return session.activity.waiting('waiting', async () => {
    for (;;) {
      await session.nextReview(pollInterval)
      throwIfStopped(session)
      const { gate, job } = await server.job(id)
      if (job.conclusion === 'cancelled') return 'cancelled'
      if (cancelled.aborted) {
        await server.progressJob(id, { status: 'completed', conclusion: 'cancelled' })
        return 'cancelled'
      }
      if (gate && gate.state !== 'waiting') return gate.state
    }
  })
}
