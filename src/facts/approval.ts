import { parseConfig, type Config } from '../config.js'
import type { Context } from '../context.js'
import { approversOf, teamsIn, type Person } from '../domain/approval/approver.js'
import { gatedStages, type ApprovalFacts } from '../domain/approval/ground.js'
import type { DeployRun } from '../domain/approval/rejection.js'
import type { VersionRun } from '../domain/approval/version-run.js'
import type { Release } from '../domain/release.js'
import { deployFile, hotfixFile, releaseFile } from '../domain/trigger.js'
import { readDigest } from './image.js'
import { deployRuns, readRejections } from './rejections.js'

/** The workflows of the pack that carry versions. */
const versionFiles = [
  { workflow: releaseFile, newest: 10 },
  { workflow: deployFile, newest: deployRuns },
  { workflow: hotfixFile, newest: 10 },
]

/** What waits, comes and runs, in each of some repositories. */
export const readApprovals = (
  context: Context,
  repositories: readonly string[],
): Promise<readonly ApprovalFacts[]> =>
  Promise.all(repositories.map((repository) => readApproval({ ...context, repository })))

/** Of one repository. `withDigests`: what the registry knows of the versions, too. */
export async function readApproval(
  context: Context,
  { withDigests = true }: { readonly withDigests?: boolean } = {},
): Promise<ApprovalFacts> {
  const { github, repository } = context
  const config = parseConfig(await github.configuration.read(repository))
  const environments = gatedStages(config).map(({ environment }) => environment)
  const [look, releases, runs] = await Promise.all([
    github.publication.look(repository, { releases: [], environments, refs: [] }),
    github.releases.list(repository),
    readRuns(context),
  ])
  const { now, trunk, histories } = look
  return {
    ...{ repository, config, now, defaultBranch: trunk.name, releases, runs, histories },
    rejections: config.gates === 'dispatch' ? await readRejections(context, flat(runs), trunk.name) : [],
    viewer: await readViewer(context, config, look),
    digests: withDigests ? await readDigests(context, config, runs, releases) : new Map(),
  }
}

/** The newest runs of each workflow, and whatever waits; what has not ended with its gates. */
async function readRuns({ github, repository }: Context): Promise<readonly VersionRun[]> {
  const lists = await Promise.all([
    github.runs.heads(repository, { status: 'waiting' }),
    ...versionFiles.map(({ workflow, newest }) => github.runs.heads(repository, { workflow, newest })),
  ])
  const all = lists.flat().toSorted((one, other) => other.id - one.id)
  const once = all.filter((one, index) => all.findIndex(({ id }) => id === one.id) === index)
  const open = once.filter(({ conclusion }) => conclusion === null).map(({ node }) => node)
  const seen = await github.rollouts.of(repository, open)
  return once.map(({ node, title, branch, commit, by, ...head }) => ({
    ...{ node, title, branch, commit, by },
    run: seen.get(node) ?? { ...head, gates: [], reviews: [] },
  }))
}

const flat = (runs: readonly VersionRun[]): readonly DeployRun[] =>
  runs.map(({ run, title, branch, by }) => ({ ...run, title, branch, by }))

/** Who asks, as far as the approvers of dispatched gates want to know. */
async function readViewer(
  { github, repository }: Context,
  config: Config,
  { viewer: login, role }: { readonly viewer: string; readonly role: string | null },
): Promise<Person> {
  const stages = config.gates === 'dispatch' ? gatedStages(config) : []
  const teams = stages.flatMap(({ environment }) => teamsIn(approversOf(config, environment)))
  const [owner = ''] = repository.split('/')
  const inside = await Promise.all(
    teams.map((team) => {
      const [name = '', of = owner] = team.split('/').toReversed()
      return github.people.isIn(of, name, login)
    }),
  )
  return { login, role, teams: teams.filter((_, index) => inside[index]) }
}

/** What the versions are in the registry; unknown where that is not to be seen from here. */
async function readDigests(
  context: Context,
  config: Config,
  runs: readonly VersionRun[],
  releases: readonly Release[],
): Promise<ReadonlyMap<string, string | null>> {
  const open = runs.filter(
    ({ run }) => run.conclusion === null || (config.gates === 'dispatch' && run.file !== deployFile),
  )
  const made = releases.filter(({ target }) => open.some(({ commit }) => commit === target))
  const named = [...open.flatMap(({ branch, title }) => [branch, title]), ...made.map(({ tag }) => tag)]
  const versions = [...new Set(named.join(' ').match(/\d+\.\d+\.\d+/g))]
  const seen = await Promise.all(
    versions.map(async (version) => [version, (await readDigest(context, config, version)).digest] as const),
  )
  return new Map(seen)
}
