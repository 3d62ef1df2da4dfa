import { approverOf, type Person, same, teamsIn } from '../model/approvers.js'
import type { Check } from '../plan/check.js'

/** Everyone who started or re-ran the run must be an approver of the environment. */
export const checkApprovers = (
  people: readonly Person[],
  approvers: readonly string[],
  environment: string,
): readonly Check[] =>
  people.map((person) => {
    const role = approverOf(person, approvers)
    const hasHiddenTeams = person.teams === null && teamsIn(approvers).length > 0
    return {
      name: person.login,
      passed: role !== null,
      finding:
        role !== null
          ? `${person.login} can approve ${environment}${same(role, person.login) ? '' : ` (${role})`}.`
          : hasHiddenTeams
            ? `${person.login} cannot approve ${environment}; approvers: ${approvers.join(', ')}. Team members cannot be read without the secret ORG_READ_TOKEN.`
            : `${person.login} cannot approve ${environment}; approvers: ${approvers.join(', ')}.`,
      remedy: `Ask an approver to run \`rel release approve ${environment}\`.`,
      final: true,
    }
  })
