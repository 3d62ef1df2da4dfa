import type { Refusal } from '../plan/plan.js'
import { approverOf, approversOf } from './approvers.js'
import { gatedStages, type ApprovalFacts } from './facts.js'

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
  return mayNotDispatch({ repository, role: viewer.role }, environment)
}

/** Who has no role at all is told by GitHub. */
export function mayNotDispatch(
  { repository, role }: { readonly repository: string; readonly role: string | null },
  environment: string,
): Refusal | null {
  if (role !== 'read' && role !== 'triage') return null
  return {
    code: 'permission',
    message: `You may not deploy to ${environment}: your role in ${repository} is ${role}.`,
    hint: 'Ask somebody who has the role write.',
  }
}
