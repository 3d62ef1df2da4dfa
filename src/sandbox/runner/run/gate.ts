import type { MatrixJob } from './part.js'
import { mustGoOn } from './session.js'

/** How long before a gate is looked at again though nobody has reviewed it: its timer runs by the sandbox's clock. */
const patience = 500

/** Brings a job through the door of its environment; the server has ended the job unless it is open. */
export async function passGate(
  { session, cancelled }: MatrixJob,
  id: number,
  { name, deploys }: { readonly name: string; readonly deploys: boolean },
): Promise<'open' | 'rejected' | 'cancelled'> {
  const { server } = session
  const known = (await server.job(id)).gate
  const answer = known ? { gate: known } : await server.environment(id, name, deploys)
  if ('refusal' in answer) {
    await server.log(id, `##[error]${answer.refusal}\n`, null)
    return 'rejected'
  }
  if (answer.gate.state !== 'waiting') return answer.gate.state
  return session.activity.waiting('waiting', async () => {
    for (;;) {
      await session.nextReview(patience)
      mustGoOn(session)
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
