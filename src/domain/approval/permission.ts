import type { Refusal } from '../plan/refusal.js'
import { approverOf, approversOf } from '../model/approvers.js'
import { type ApprovalFacts } from './facts.js'
import { gatedStages } from '../model/stage.js'
import { refusalToDispatch } from '../label/permission.js'

/** Starting a deployment needs write access; with dispatched gates it is an approval too, and needs an approver. */
export function mayNotStart(facts: ApprovalFacts, environment: string): Refusal | null {
  const { config, viewer, repository } = facts
  const needsApprover =
    config.gates === 'dispatch' && gatedStages(config).some((stage) => stage.environment === environment)
  const approvers = approversOf(config, environment)
  if (needsApprover && approverOf(viewer, approvers) === null)
    return {
      code: 'permission',
      message: `You cannot deploy to ${environment}; approvers: ${approvers.join(', ')}.`,
      hint: 'Ask an approver to deploy it.',
    }
  return refusalToDispatch({ repository, role: viewer.role }, environment)
}
