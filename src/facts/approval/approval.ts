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

/** The workflows of the pack that carry versions, and how many of their runs are read. */
const versionFiles = [
  { workflow: releaseFile, newest: 10 },
  { workflow: deployFile, newest: deployRuns },
  { workflow: hotfixFile, newest: 10 },
]

/** The approval facts of each repository. Duplicate names, compared without case, are read once. */
export const readApprovals = (
  context: Context,
  repositories: readonly string[],
): Promise<readonly ApprovalFacts[]> =>
  Promise.all(
    withoutDuplicates(repositories).map((repository) => {
      const isHere = repository === context.repository
      return readApproval({ ...context, repository }, { depth: isHere ? 'history' : 'digests' })
    }),
  )

const withoutDuplicates = (names: readonly string[]): readonly string[] => {
  const lowerCase = names.map((name) => name.toLowerCase())
  return names.filter((_, index) => lowerCase.indexOf(lowerCase[index]!) === index)
}

/** How much is read: `runs` only; `digests` adds the images in the registry; `history` adds what the clone knows of lost hotfixes. */
type Depth = 'runs' | 'digests' | 'history'

/** The approval facts of one repository. */
export async function readApproval(
  context: Context,
  { depth = 'digests' }: { readonly depth?: Depth } = {},
): Promise<ApprovalFacts> {
  const { github, repository } = context
  const config = parseConfig(await github.configuration.read(repository))
  const environments = gatedStages(config).map(({ environment }) => environment)
  const [data, releases, runs] = await Promise.all([
    github.publishQuery.read(repository, { releases: [], environments, refs: [] }),
    github.releases.list(repository),
    readRuns(context),
  ])
  const { now, trunk, histories } = data
  return {
    ...{ repository, config, now, defaultBranch: trunk.name, releases, runs, histories },
    rejections: config.gates === 'dispatch' ? await readRejections(context, flat(runs), trunk.name) : [],
    viewer: await readViewer(context, config, data),
    ...(await readVersions(context, config, { histories, runs, releases }, depth)),
  }
}

async function readVersions(
  context: Context,
  config: Config,
  facts: Pick<ApprovalFacts, 'histories' | 'runs' | 'releases'>,
  depth: Depth,
): Promise<Pick<ApprovalFacts, 'digests' | 'lostHotfixes'>> {
  if (depth === 'runs') return { digests: new Map(), lostHotfixes: new Map() }
  const digests = await readDigests(context, config, facts.runs, facts.releases)
  return {
    digests,
    lostHotfixes: depth === 'history' ? await readLostByVersion(context, config, facts) : new Map(),
  }
}

/** The hotfixes that each gated environment runs and that the versions carried by runs lack. */
async function readLostByVersion(
  context: Context,
  config: Config,
  { histories, runs, releases }: Pick<ApprovalFacts, 'histories' | 'runs' | 'releases'>,
): Promise<ApprovalFacts['lostHotfixes']> {
  const lostHotfixes = new Map<string, Map<string, readonly MissingCommit[]>>()
  for (const { environment, service } of gatedStages(config)) {
    const history = histories.find((known) => known.environment === environment)
    const lostByVersion = new Map<string, readonly MissingCommit[]>()
    for (const { version, commit } of history ? versionsOf(service, runs, releases) : []) {
      const lost = await readLostHotfixes(context, service, { version, commit }, history!)
      if (lost.length > 0) lostByVersion.set(version, lost)
    }
    lostHotfixes.set(environment, lostByVersion)
  }
  return lostHotfixes
}

/** The published versions that runs carry, with their commits. */
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

/** The newest runs of each workflow and every waiting run, newest first. Unfinished runs come with their gates. */
async function readRuns({ github, repository }: Context): Promise<readonly VersionRun[]> {
  const lists = await Promise.all([
    github.runs.heads(repository, { status: 'waiting' }),
    ...versionFiles.map(({ workflow, newest }) => github.runs.heads(repository, { workflow, newest })),
  ])
  const all = lists.flat().toSorted((first, second) => second.id - first.id)
  const heads = all.filter((head, index) => all.findIndex(({ id }) => id === head.id) === index)
  const unfinished = heads.filter(({ conclusion }) => conclusion === null).map(({ node }) => node)
  const runs = await github.rollouts.byNode(repository, unfinished)
  return heads.map(({ node, title, branch, commit, by, ...head }) => ({
    ...{ node, title, branch, commit, by },
    run: runs.get(node) ?? { ...head, gates: [], reviews: [] },
  }))
}

const flat = (runs: readonly VersionRun[]): readonly DeployRun[] =>
  runs.map(({ run, title, branch, by }) => ({ ...run, title, branch, by }))

/** The viewer, with the approving teams that they belong to. Teams are read only with dispatched gates. */
async function readViewer(
  { github, repository }: Context,
  config: Config,
  { viewer: login, role }: { readonly viewer: string; readonly role: string | null },
): Promise<Person> {
  const stages = config.gates === 'dispatch' ? gatedStages(config) : []
  const teams = stages.flatMap(({ environment }) => teamsIn(approversOf(config, environment)))
  const [owner = ''] = repository.split('/')
  const isMember = await Promise.all(
    teams.map((team) => {
      const [name = '', organization = owner] = team.split('/').toReversed()
      return github.people.isTeamMember(organization, name, login)
    }),
  )
  return { login, role, teams: teams.filter((_, index) => isMember[index]) }
}

/** The digest of each version's image; null: there is none. Versions whose image cannot be read are left out. */
async function readDigests(
  context: Context,
  config: Config,
  runs: readonly VersionRun[],
  releases: readonly Release[],
): Promise<ReadonlyMap<string, string | null>> {
  const open = runs.filter(
    ({ run }) => run.conclusion === null || (config.gates === 'dispatch' && run.file !== deployFile),
  )
  const released = releases.filter(({ target }) => open.some(({ commit }) => commit === target))
  const names = [...open.flatMap(({ branch, title }) => [branch, title]), ...released.map(({ tag }) => tag)]
  const versions = [...new Set(names.join(' ').match(/(?<!\d)\d+\.\d+\.\d+/g))]
  const images = await Promise.all(
    versions.map(async (version) => ({ version, ...(await readDigest(context, config, version)) })),
  )
  return new Map(
    images
      .filter(({ registryError }) => registryError === null)
      .map(({ version, digest }) => [version, digest] as const),
  )
}
