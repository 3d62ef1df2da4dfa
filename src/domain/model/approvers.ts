import type { Config } from '../../config.js'

/** Who may approve deployments to an environment with `gates: dispatch`: logins, `role:…` and `team:…`. */
export function approversOf({ approvers }: Config, environment: string): readonly string[] {
  if (Array.isArray(approvers)) return approvers as readonly string[]
  const byName = approvers as Readonly<Record<string, readonly string[] | undefined>>
  return byName[environment.split('/')[0] ?? ''] ?? ['role:maintain', 'role:admin']
}

/** The first entry of the approvers that matches a person; null if none does. An administrator counts as a maintainer too. */
export const approverOf = ({ login, role, teams }: Person, approvers: readonly string[]): string | null =>
  approvers.find((approver) => {
    const [kind = '', name] = approver.split(':')
    if (name === undefined) return same(approver, login)
    if (kind === 'team') return teams?.some((team) => same(team, name)) ?? false
    return role === name || (role === 'admin' && name === 'maintain')
  }) ?? null
/** The teams among approvers, without their prefix. */
export const teamsIn = (approvers: readonly string[]): readonly string[] =>
  approvers.flatMap((approver) => (approver.startsWith('team:') ? [approver.slice('team:'.length)] : []))
/** A person with role and teams. `teams`: those of the teams among the approvers to which they belong; null if not visible. */
export interface Person {
  readonly login: string
  /** GitHub's role: read, triage, write, maintain or admin; null without access to the repository. */
  readonly role: string | null
  readonly teams: readonly string[] | null
}
export const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
