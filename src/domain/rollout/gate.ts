import { runningIn } from '../model/deployment.js'
import type { Dispatched, Goal, Progress } from '../plan/goal.js'
import type { RolloutFacts, ProgressOf } from './facts.js'
import { rejectedBy, type RunFact } from '../model/run.js'
import { isNewer } from '../model/version.js'
import { anyOf } from './next-gate.js'

export const waitingAtGate = (
  { environment }: Goal,
  run: RunFact,
  approvers: readonly string[],
  progress: ProgressOf,
): Progress =>
  progress(
    'gated',
    `${environment} is waiting for ${approvers.length > 0 ? `approval by ${anyOf(approvers)}` : 'its wait timer'}: ${run.url}`,
    { approvers },
  )

/** A version older than the running one cannot be approved (L5), so waiting is useless. */
export function superseded(
  { environment, version }: Goal,
  { histories }: RolloutFacts,
  progress: ProgressOf,
): Progress | null {
  const history = histories.find((known) => known.environment === environment)
  const running = (history && runningIn(history, () => null)?.version) ?? null
  if (version === undefined || !isNewer(running, version)) return null
  const hint = `Run \`rel release reject ${environment} --version ${version}\` to end its run.`
  const sentence = `${version} for ${environment} is superseded: ${environment} runs ${running}.`
  return progress('failed', sentence, { hint, answer: 'refused' })
}

/** Rejected at this gate or at an earlier one. */
export function rejectedAtGate(
  { version, gates }: Dispatched,
  { rejections }: RolloutFacts,
  progress: ProgressOf,
): Progress | null {
  const rejection = rejections.find((known) => known.version === version && gates.includes(known.environment))
  if (!rejection) return null
  const hint = `See the run: ${rejection.url}`
  const sentence = rejectedBy(`${version} for ${rejection.environment}`, rejection)
  return progress('failed', sentence, { hint, answer: 'rejected' })
}
