import type { Config } from '../../config.js'
import type { Check } from '../plan/check.js'

/** Who somebody is, as far as approving goes. `teams`: of the teams that are asked for, theirs; null where that is not to be seen. */
export interface Person {
  readonly login: string
  /** GitHub's word: read, triage, write, maintain or admin; null for nobody of the repository. */
  readonly role: string | null
  readonly teams: readonly string[] | null
}

/** Who may let a version into an environment where the gates are dispatched: logins, `role:…` and `team:…`. */
export function approversOf({ approvers }: Config, environment: string): readonly string[] {
  if (Array.isArray(approvers)) return approvers as readonly string[]
  const byName = approvers as Readonly<Record<string, readonly string[] | undefined>>
  return byName[environment.split('/')[0] ?? ''] ?? ['role:maintain', 'role:admin']
}

/** The teams among approvers, without their prefix. */
export const teamsIn = (approvers: readonly string[]): readonly string[] =>
  approvers.flatMap((one) => (one.startsWith('team:') ? [one.slice('team:'.length)] : []))

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** The first approver that somebody is; null where they are none. An administrator is a maintainer too. */
export const approverOf = ({ login, role, teams }: Person, approvers: readonly string[]): string | null =>
  approvers.find((one) => {
    const [kind = '', name] = one.split(':')
    if (name === undefined) return same(one, login)
    if (kind === 'team') return teams?.some((team) => same(team, name)) ?? false
    return role === name || (role === 'admin' && name === 'maintain')
  }) ?? null

/** Everybody who had a hand in starting it has to be an approver. */
export const checkApprovers = (
  people: readonly Person[],
  approvers: readonly string[],
  environment: string,
): readonly Check[] =>
  people.map((person) => {
    const role = approverOf(person, approvers)
    const unseen = person.teams === null && teamsIn(approvers).length > 0
    return {
      name: person.login,
      passed: role !== null,
      finding:
        role !== null
          ? `${person.login} may approve ${environment}${same(role, person.login) ? '' : `, as ${role}`}.`
          : unseen
            ? `${person.login} may not approve ${environment}, as far as is to be seen: its approvers are ${approvers.join(', ')}, and teams are visible with the secret ORG_READ_TOKEN alone.`
            : `${person.login} may not approve ${environment}: its approvers are ${approvers.join(', ')}.`,
      remedy: `Ask one of them for \`rel release approve ${environment}\`.`,
      final: true,
    }
  })
