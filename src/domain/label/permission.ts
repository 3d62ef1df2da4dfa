import type { Refusal } from '../plan/refusal.js'

/** Dispatching a workflow takes the write role. A token without any role is refused by GitHub itself. */
export function refusalToDispatch(
  { repository, role }: { readonly repository: string; readonly role: string | null },
  environment: string,
): Refusal | null {
  if (role !== 'read' && role !== 'triage') return null
  return {
    code: 'permission',
    message: `You cannot deploy to ${environment}: your role in ${repository} is ${role}, and it takes write.`,
    hint: 'Ask someone with the write role.',
  }
}
