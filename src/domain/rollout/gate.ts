import { runningIn } from '../model/deployment.js'
import type { Dispatched, Goal, Progress } from '../plan/goal.js'
import type { RolloutFacts, ProgressOf } from './facts.js'
import { rejectedBy, type RunFact } from '../model/run.js'
import { isNewer } from '../model/version.js'

/** Somebody has to let it in. */
export const waitingAtGate = (
  { environment }: Goal,
  run: RunFact,
  approvers: readonly string[],
  say: ProgressOf,
): Progress =>
  say('gated', `${environment} waits for ${approvers.join(', ') || 'its timer'}: ${run.url}`, { approvers })

/** Nobody lets it in over something newer (L5): there is nothing to wait for. */
export function superseded(
  { environment, version }: Goal,
  { histories }: RolloutFacts,
  say: ProgressOf,
): Progress | null {
  const history = histories.find((one) => one.environment === environment)
  const running = (history && runningIn(history, () => null)?.version) ?? null
  if (version === undefined || !isNewer(running, version)) return null
  const hint = `\`rel release reject ${environment} --version ${version}\` ends its run.`
  const sentence = `${environment} runs ${running}, which is newer: ${version} stays outside.`
  return say('failed', sentence, { hint, answer: 'refused' })
}

/** At this gate or at one before it. */
export function rejectedAtGate(
  { version, gates }: Dispatched,
  { rejections }: RolloutFacts,
  say: ProgressOf,
): Progress | null {
  const rejection = rejections.find((one) => one.version === version && gates.includes(one.environment))
  if (!rejection) return null
  const hint = `The run: ${rejection.url}`
  return say('failed', rejectedBy(rejection.environment, rejection), { hint, answer: 'rejected' })
}
