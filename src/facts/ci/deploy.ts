import {
  type DevFact,
  type History,
  isUndecided,
  runningIn,
  activeDeploymentOf,
} from '../../domain/model/deployment.js'
import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import { type BuildFacts, type BuildOptions } from '../../domain/ci/build.js'
import { commitTag, imageOf, treeTag } from '../../domain/model/image.js'
import type { DeployFacts, DeployOptions, UndeployFacts } from '../../domain/ci/deploy.js'
import type { CiEvent, CiFacts } from '../../domain/ci/event.js'
import { isTemporary, type SweepFacts } from '../../domain/ci/sweep.js'
import { checkStatus } from '../../domain/ci/check-status.js'
import { isVersioned } from '../../domain/model/environment.js'
import { overriddenIn } from '../../domain/freeze/overridden-checks.js'
import { serviceIn, servicesOf, spellings } from '../../domain/model/service.js'
import { readPullRequestNumber } from './event.js'
import { readMergedMain } from '../line/merged-main.js'
import { readLostHotfixes } from '../line/missing-on-main.js'

async function readOpenPullRequests({ github, repository }: Context, number: number | null) {
  const { configuration, ...rest } = await github.ci.readPullRequests(repository, number)
  return { ...rest, repository, config: parseConfig(configuration) }
}

/** The newest deployments of an environment, as many as are needed to know what it runs; with `all`, every one. */
export async function historyOf(
  { github, repository }: Context,
  environment: string,
  all = false,
): Promise<History> {
  let history: History = { environment, deployments: [], more: { after: null } }
  do [history = history] = await github.deployments.readMore(repository, [history])
  while (all ? history.more !== null : isUndecided(history))
  return history
}

const digestIn = (context: Context, config: Config, commit: string): Promise<string | null> =>
  context.images.digestOf(imageOf(config, context.repository), commitTag(commit))

/** What dev runs, and whether that contains a commit. */
async function devOf(context: Context, commit: string): Promise<DevFact | null> {
  const running = runningIn(await historyOf(context, 'dev'), () => null)
  if (!running) return null
  const contains = await context.github.ci.contains(context.repository, running.commit, commit)
  return { commit: running.commit, contains }
}

/** Reads only what the event needs, because the permissions of each job are minimal. */
export async function readCiFacts(context: Context, event: CiEvent): Promise<CiFacts> {
  const data = await readOpenPullRequests(context, numberIn(event))
  const tested = needsTests(event) && data.pullRequest
  return {
    ...data,
    ...(tested ? await readTested(context, data.config, tested.sha) : { ci: null, image: false }),
    dev: event.kind === 'push' ? await devOf(context, event.commit) : null,
  }
}

const numberIn = (event: CiEvent): number | null => ('pullRequest' in event ? event.pullRequest : null)
const needsTests = ({ kind }: CiEvent): boolean => kind === 'labeled' || kind === 'dispatch'

const readTested = async (
  context: Context,
  config: Config,
  head: string,
): Promise<Pick<CiFacts, 'ci' | 'image'>> => ({
  ci: checkStatus(await context.github.ci.tests(context.repository, head)),
  image: (await digestIn(context, config, head)) !== null,
})

export async function readBuildFacts(
  context: Context,
  commit: string,
  { reuse }: BuildOptions,
): Promise<BuildFacts> {
  const { tree, configuration } = await context.github.ci.readBuildInputs(context.repository, commit)
  const own = parseConfig(configuration)
  const data = await context.github.ci.readPullRequests(
    context.repository,
    await readPullRequestNumber(context),
  )
  const config = configFor(data.configuration, own)
  const image = imageOf(config, context.repository)
  const digests = {
    commit: await context.images.digestOf(image, commitTag(commit)),
    tree: await context.images.digestOf(image, treeTag(tree)),
  }
  const reused = reuse && digests.commit === null ? digests.tree : null
  const origin = await readOrigin(context, image, commit, reused)
  return {
    commit,
    image,
    tree,
    config,
    digests,
    origin,
    branchWithMain: await readBranchWithMain(context, config, data, commit),
  }
}

/** Commits of the default branch in the built commit, which may be an earlier head of the pull request. */
async function readBranchWithMain(
  context: Context,
  config: Config,
  { pullRequest, defaultBranch }: Pick<CiFacts, 'pullRequest' | 'defaultBranch'>,
  commit: string,
): Promise<BuildFacts['branchWithMain']> {
  const place = { services: servicesOf(config), defaultBranch }
  return pullRequest && readMergedMain(context, place, { ...pullRequest, sha: commit })
}

/**
 * The configuration of the default branch. If that one is broken, the commit's own, or no commit could repair it; a commit that
 * breaks the configuration has failed before.
 */
function configFor(configuration: string | null, own: Config): Config {
  try {
    return parseConfig(configuration)
  } catch (error) {
    if ((error as { code?: string }).code === 'config') return own
    throw error
  }
}

/** The pull request whose head built the image that a commit of the default branch reuses; null if not found. */
async function readOrigin(
  { github, images, repository }: Context,
  image: string,
  commit: string,
  digest: string | null,
): Promise<BuildFacts['origin']> {
  if (digest === null) return null
  for (const { pullRequest, head } of await github.ci.pullRequestsOf(repository, commit))
    if ((await images.digestOf(image, commitTag(head))) === digest)
      return { pullRequest, page: await github.ci.buildPageOf(repository, head) }
  return null
}

export async function readDeployFacts(
  context: Context,
  { environment, commit, version, pr }: DeployOptions,
  digest: string | null,
): Promise<DeployFacts> {
  const history = await historyOf(context, environment)
  const data = isVersioned(environment)
    ? await readReleaseFacts(context, { environment, commit, version }, history)
    : { ...(await readOpenPullRequests(context, pr)), now: '', overridden: [], lostHotfixes: [] }
  return {
    ...data,
    history,
    digest: digest ?? (await digestIn(context, data.config, commit)),
    own: activeDeploymentOf(history, Number(context.run?.id)),
    dev: environment === 'dev' ? await devOf(context, commit) : null,
  }
}

/** For staging and production: the release and the checks overridden when it was published, instead of pull requests. */
async function readReleaseFacts(
  context: Context,
  { environment, commit, version }: Pick<DeployOptions, 'environment' | 'commit' | 'version'>,
  history: History,
) {
  const { github, repository } = context
  const config = parseConfig(await github.configuration.read(repository))
  const service = serviceIn(servicesOf(config), environment)
  const releases = service && version !== null ? spellings(service, version) : []
  const data = await github.publishQuery.read(repository, {
    releases,
    environments: [],
    refs: [],
  })
  const overridden = data.releases.flatMap(({ body }) => overriddenIn(body))
  const { now, trunk } = data
  const lostHotfixes =
    service && version !== null ? await readLostHotfixes(context, service, { version, commit }, history) : []
  return {
    repository,
    config,
    defaultBranch: trunk.name,
    pullRequest: null,
    open: [],
    now,
    overridden,
    lostHotfixes,
  }
}

export async function readUndeployFacts(context: Context, environment: string): Promise<UndeployFacts> {
  return {
    ...(await readOpenPullRequests(context, null)),
    history: await historyOf(context, environment, true),
  }
}

export async function readSweepFacts(context: Context): Promise<SweepFacts> {
  const names = (await context.github.ci.environments(context.repository)).filter(isTemporary)
  const histories: History[] = []
  for (const name of names) histories.push(await historyOf(context, name))
  const data = await readOpenPullRequests(context, null)
  const claims = await context.github.slots.readClaims(context.repository)
  const queued = claims.queues.flatMap((queue) => queue.claims.map(({ pullRequest }) => pullRequest))
  const open = new Map([...data.open, ...queued].map((pull) => [pull.number, pull]))
  return { ...data, ...claims, open: [...open.values()], histories }
}
