import { approverOf, type Person, same, teamsIn } from '../model/approvers.js'
import type { Check } from '../plan/check.js'

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
