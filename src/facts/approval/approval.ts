import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import type { MissingCommit } from '../../domain/line/audit.js'
import { approversOf, type Person, teamsIn } from '../../domain/model/approvers.js'
import type { ApprovalFacts, VersionRun } from '../../domain/approval/facts.js'
import { gatedStages } from '../../domain/model/stage.js'
import type { DeployRun } from '../../domain/model/deploy-run.js'
import type { Release } from '../../domain/model/release.js'
import { versionIn, type Service } from '../../domain/model/service.js'
import { deployFile, hotfixFile, releaseFile } from '../../domain/model/pack-names.js'
import { readDigest } from '../model/image.js'
import { readLostHotfixes } from '../line/missing-on-main.js'
import { deployRuns, readRejections } from '../rollout/rejections.js'

/** The workflows of the pack that carry versions. */
const versionFiles = [
  { workflow: releaseFile, newest: 10 },
  { workflow: deployFile, newest: deployRuns },
  { workflow: hotfixFile, newest: 10 },
]

/** What waits, comes and runs, in each of some repositories; one that is named twice, in whatever case, is one. */
export const readApprovals = (
  context: Context,
  repositories: readonly string[],
): Promise<readonly ApprovalFacts[]> =>
  Promise.all(
    once(repositories).map((repository) => {
      const isHere = repository === context.repository
      return readApproval({ ...context, repository }, { depth: isHere ? 'history' : 'digests' })
    }),
  )

const once = (names: readonly string[]): readonly string[] => {
  const plain = names.map((name) => name.toLowerCase())
  return names.filter((_, index) => plain.indexOf(plain[index]!) === index)
}

/**
 * How much is asked: `runs` alone; `digests`, what the registry knows of the versions, too; `history`, what the clone knows of
 * them besides.
 */
type Depth = 'runs' | 'digests' | 'history'

/** Of one repository. */
export async function readApproval(
  context: Context,
  { depth = 'digests' }: { readonly depth?: Depth } = {},
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
    ...(await readMore(context, config, { histories, runs, releases }, depth)),
  }
}

async function readMore(
  context: Context,
  config: Config,
  seen: Pick<ApprovalFacts, 'histories' | 'runs' | 'releases'>,
  depth: Depth,
): Promise<Pick<ApprovalFacts, 'digests' | 'lostHotfixes'>> {
  if (depth === 'runs') return { digests: new Map(), lostHotfixes: new Map() }
  const digests = await readDigests(context, config, seen.runs, seen.releases)
  return { digests, lostHotfixes: depth === 'history' ? await readGone(context, config, seen) : new Map() }
}

/** What the versions that are on their way would take away from each gate's environment. */
async function readGone(
  context: Context,
  config: Config,
  { histories, runs, releases }: Pick<ApprovalFacts, 'histories' | 'runs' | 'releases'>,
): Promise<ApprovalFacts['lostHotfixes']> {
  const lostHotfixes = new Map<string, Map<string, readonly MissingCommit[]>>()
  for (const { environment, service } of gatedStages(config)) {
    const history = histories.find((one) => one.environment === environment)
    const there = new Map<string, readonly MissingCommit[]>()
    for (const { version, commit } of history ? versionsOf(service, runs, releases) : []) {
      const lost = await readLostHotfixes(context, service, { version, commit }, history!)
      if (lost.length > 0) there.set(version, lost)
    }
    lostHotfixes.set(environment, there)
  }
  return lostHotfixes
}

/** The released versions that runs carry. */
const versionsOf = (
  service: Service,
  runs: readonly VersionRun[],
  releases: readonly Release[],
): readonly { readonly version: string; readonly commit: string }[] =>
  releases.flatMap(({ tag, draft, target }) => {
    const version = draft ? null : versionIn(service, tag)
    return version !== null && runs.some(({ commit }) => commit === target)
      ? [{ version, commit: target }]
      : []
  })

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

/** What the versions are in the registry, null: not there; without those that are not to be seen from here. */
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
    versions.map(async (version) => ({ version, ...(await readDigest(context, config, version)) })),
  )
  return new Map(
    seen
      .filter(({ registryError }) => registryError === null)
      .map(({ version, digest }) => [version, digest] as const),
  )
}
