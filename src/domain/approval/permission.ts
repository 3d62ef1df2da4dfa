import type { Refusal } from '../plan/refusal.js'
import { approverOf, approversOf } from '../model/approvers.js'
import { type ApprovalFacts } from './facts.js'
import { gatedStages } from '../model/stage.js'
import { refusalToDispatch } from '../label/permission.js'

/** Whoever starts a deployment needs write access; where gates are dispatched, they approve it by starting it. */
export function mayNotStart(facts: ApprovalFacts, environment: string): Refusal | null {
  const { config, viewer, repository } = facts
  const asks =
    config.gates === 'dispatch' && gatedStages(config).some((one) => one.environment === environment)
  const approvers = approversOf(config, environment)
  if (asks && approverOf(viewer, approvers) === null)
    return {
      code: 'permission',
      message: `You may not deploy to ${environment}: its approvers are ${approvers.join(', ')}.`,
      hint: 'Ask one of them.',
    }
  return refusalToDispatch({ repository, role: viewer.role }, environment)
}
