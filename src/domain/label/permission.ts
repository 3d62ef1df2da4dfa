import type { Refusal } from '../plan/refusal.js'

/** Who has no role at all is told by GitHub. */
export function refusalToDispatch(
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
