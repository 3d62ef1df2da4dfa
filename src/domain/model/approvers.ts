import type { Config } from '../../config.js'

/** Who may let a version into an environment where the gates are dispatched: logins, `role:…` and `team:…`. */
export function approversOf({ approvers }: Config, environment: string): readonly string[] {
  if (Array.isArray(approvers)) return approvers as readonly string[]
  const byName = approvers as Readonly<Record<string, readonly string[] | undefined>>
  return byName[environment.split('/')[0] ?? ''] ?? ['role:maintain', 'role:admin']
}

/** The first approver that somebody is; null where they are none. An administrator is a maintainer too. */
export const approverOf = ({ login, role, teams }: Person, approvers: readonly string[]): string | null =>
  approvers.find((one) => {
    const [kind = '', name] = one.split(':')
    if (name === undefined) return same(one, login)
    if (kind === 'team') return teams?.some((team) => same(team, name)) ?? false
    return role === name || (role === 'admin' && name === 'maintain')
  }) ?? null
/** The teams among approvers, without their prefix. */
export const teamsIn = (approvers: readonly string[]): readonly string[] =>
  approvers.flatMap((one) => (one.startsWith('team:') ? [one.slice('team:'.length)] : []))
/** Who somebody is, as far as approving goes. `teams`: of the teams that are asked for, theirs; null where that is not to be seen. */
export interface Person {
  readonly login: string
  /** GitHub's word: read, triage, write, maintain or admin; null for nobody of the repository. */
  readonly role: string | null
  readonly teams: readonly string[] | null
}
export const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
