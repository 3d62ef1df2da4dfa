import { type DevFact, type History, runningIn } from '../../domain/model/deployment.js'
import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import { imageOf } from '../../domain/model/image.js'
import type { FinaliseFacts } from '../../domain/ci/finalise.js'
import type { LineFacts } from '../../domain/ci/line.js'
import type { PromoteFacts, PromoteOptions } from '../../domain/ci/promote.js'
import type { ReleaseRunFacts } from '../../domain/ci/release.js'
import type { ReleaseByTag } from '../../domain/model/release.js'
import { hotfixesAtPublication } from '../../domain/publish/candidate.js'
import {
  environmentOf,
  serviceOfTag,
  servicesOf,
  spellings,
  versionOfTag,
} from '../../domain/model/service.js'
import { readImage } from '../model/image.js'
import { readMissingAt } from '../line/missing-on-main.js'

/** The facts about a published release: its commit, what dev runs, and its image. */
export async function readReleaseRun(context: Context, tag: string): Promise<ReleaseRunFacts> {
  const { github, repository } = context
  const config = parseConfig(await github.configuration.read(repository))
  const data = await github.publishQuery.read(repository, {
    releases: [tag],
    environments: [devOf(config, tag)],
    refs: spellingsOf(config, tag).map((name) => `refs/tags/${name}`),
  })
  const { trunk, now, histories } = data
  const [release = null] = data.releases
  const tags = new Map([...data.refs].map(([name, at]) => [name.replace('refs/tags/', ''), at]))
  const facts = { config, defaultBranch: trunk.name, now, release, tags }
  const commit = release && (await commitOn(context, trunk.name, release))
  if (commit === null)
    return { ...facts, onDefault: false, dev: null, image: null, earlierVersions: [], missingHotfixes: [] }
  const history = histories[0]!
  return {
    ...facts,
    onDefault: true,
    dev: await readDev(context, history, commit),
    earlierVersions: await readBefore(context, config, tag),
    image: await readImage(context, config, commit, history),
    missingHotfixes: await readMissingHotfixes(context, config, tag, commit),
  }
}

async function readBefore({ github, repository }: Context, config: Config, tag: string) {
  const service = serviceOfTag(servicesOf(config), tag)
  return service ? hotfixesAtPublication(service, await github.releases.list(repository), tag) : []
}

/** Hotfix commits that the release does not contain. Read in a clone only: GitHub's data alone are not reliable enough to stop a release. */
async function readMissingHotfixes(
  context: Context,
  config: Config,
  tag: string,
  commit: string,
): Promise<ReleaseRunFacts['missingHotfixes']> {
  const service = serviceOfTag(servicesOf(config), tag)
  return service && (await context.git.lines.canAudit()) ? readMissingAt(context, service, commit) : []
}

/** The tags of the version with and without its prefix. */
function spellingsOf(config: Config, tag: string): readonly string[] {
  const named = versionOfTag(servicesOf(config), tag)
  return named ? spellings(named.service, named.version) : []
}

const devOf = (config: Config, tag: string): string => {
  const service = serviceOfTag(servicesOf(config), tag)
  return service ? environmentOf(service, 'dev') : 'dev'
}

/** The commit of a release, if the branch contains it. */
async function commitOn(
  { github, repository }: Context,
  branch: string,
  { commit }: ReleaseByTag,
): Promise<string | null> {
  return commit !== null && (await github.ci.contains(repository, branch, commit)) ? commit : null
}

/** What dev runs, and whether that contains the commit. */
async function readDev(
  { github, repository }: Context,
  history: History,
  commit: string,
): Promise<DevFact | null> {
  const running = runningIn(history, () => null)
  if (!running) return null
  const contains = await github.ci.contains(repository, running.commit, commit)
  return { commit: running.commit, contains }
}

export async function readPromoteFacts(
  { github, images, repository }: Context,
  { version, digest }: PromoteOptions,
): Promise<PromoteFacts> {
  const image = imageOf(parseConfig(await github.configuration.read(repository)), repository)
  return {
    image,
    tagged: await images.digestOf(image, version),
    isIntact: await images.hasDigest(image, digest),
  }
}

export async function readLineFacts({ github, repository }: Context, branch: string): Promise<LineFacts> {
  return { repository, head: await github.branches.at(repository, branch) }
}

export async function readFinaliseFacts({ github, repository }: Context): Promise<FinaliseFacts> {
  const query = { releases: [], environments: [], refs: [] }
  const { configuration, latest } = await github.publishQuery.read(repository, query)
  const releases = await github.releases.list(repository)
  return { repository, services: servicesOf(parseConfig(configuration)), releases, latest }
}
