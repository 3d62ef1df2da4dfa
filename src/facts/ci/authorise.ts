import { parseConfig } from '../../config.js'
import type { Context } from '../../context.js'
import { approversOf, type Person, teamsIn } from '../../domain/model/approvers.js'
import type { AuthoriseFacts } from '../../domain/ci/authorise.js'
import type { RejectFacts } from '../../domain/ci/reject.js'
import { RelError } from '../../errors.js'

/** The configuration of the default branch, and everybody who started or re-ran this run. */
export async function readAuthoriseFacts(context: Context, environment: string): Promise<AuthoriseFacts> {
  const { github, repository, run } = context
  const config = parseConfig(await github.configuration.read(repository))
  if (config.gates === 'reviewers') return { config, people: [] }
  const actors = [...new Set([run?.firstActor, run?.actor].map((login) => login || demandActor()))]
  const teams = teamsIn(approversOf(config, environment))
  return { config, people: await Promise.all(actors.map((login) => readPerson(context, login, teams))) }
}

/** The configuration, and who started the run. */
export async function readRejectFacts({ github, repository, run }: Context): Promise<RejectFacts> {
  const config = parseConfig(await github.configuration.read(repository))
  return { config, by: run?.actor || demandActor() }
}

/** Without an actor nothing can be authorised. */
function demandActor(): never {
  throw new RelError('usage', 'Cannot tell who started this run: GITHUB_ACTOR is not set.', {
    hint: 'Run `rel ci` only in the workflow pack; `rel init` adds it.',
  })
}

/** The role of a person, and those of the teams to which they belong. */
export async function readPerson(
  { github, organization, repository }: Context,
  login: string,
  teams: readonly string[],
): Promise<Person> {
  const role = await github.people.role(repository, login)
  if (teams.length === 0) return { login, role, teams: [] }
  if (!organization) return { login, role, teams: null }
  const [owner = ''] = repository.split('/')
  const isMember = await Promise.all(
    teams.map((team) => {
      const [name = '', of = owner] = team.split('/').toReversed()
      return organization.people.isTeamMember(of, name, login)
    }),
  )
  return { login, role, teams: teams.filter((_, index) => isMember[index]) }
}
