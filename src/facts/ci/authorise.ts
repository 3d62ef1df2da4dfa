import { parseConfig } from '../../config.js'
import type { Context } from '../../context.js'
import { approversOf, type Person, teamsIn } from '../../domain/model/approvers.js'
import type { AuthoriseFacts } from '../../domain/ci/authorise.js'
import type { RejectFacts } from '../../domain/ci/reject.js'
import { RelError } from '../../errors.js'

/** The configuration of the default branch, and everybody who had a hand in starting this run. */
export async function readAuthoriseFacts(context: Context, environment: string): Promise<AuthoriseFacts> {
  const { github, repository, run } = context
  const config = parseConfig(await github.configuration.read(repository))
  if (config.gates === 'reviewers') return { config, people: [] }
  const actors = [...new Set([run?.firstActor, run?.actor].map((login) => login || demandActor()))]
  const teams = teamsIn(approversOf(config, environment))
  return { config, people: await Promise.all(actors.map((login) => readPerson(context, login, teams))) }
}

/** How gates open here, and who runs this. */
export async function readRejectFacts({ github, repository, run }: Context): Promise<RejectFacts> {
  const config = parseConfig(await github.configuration.read(repository))
  return { config, by: run?.actor || demandActor() }
}

/** Without a name nobody is let in. */
function demandActor(): never {
  throw new RelError('usage', 'The run does not say who started it.', {
    hint: '`rel ci` is what the jobs of the workflow pack call.',
  })
}

/** Somebody's role, and which of some teams they are in. */
export async function readPerson(
  { github, organization, repository }: Context,
  login: string,
  teams: readonly string[],
): Promise<Person> {
  const role = await github.people.role(repository, login)
  if (teams.length === 0) return { login, role, teams: [] }
  if (!organization) return { login, role, teams: null }
  const [owner = ''] = repository.split('/')
  const inside = await Promise.all(
    teams.map((team) => {
      const [name = '', of = owner] = team.split('/').toReversed()
      return organization.people.isTeamMember(of, name, login)
    }),
  )
  return { login, role, teams: teams.filter((_, index) => inside[index]) }
}
