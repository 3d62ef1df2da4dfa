import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import { gatedStages } from '../../domain/model/stage.js'
import { commitTag, imageOf } from '../../domain/model/image.js'
import type { DeployRunFacts, DeployRunOptions } from '../../domain/ci/deploy-run.js'
import { runningIn } from '../../domain/model/deployment.js'
import { linesBelow } from '../../domain/line/line.js'
import { serviceIn, servicesOf, spellings } from '../../domain/model/service.js'
import { historyOf } from './deploy.js'

/** The facts of a dispatched deployment. */
export async function readDeployRun(context: Context, options: DeployRunOptions): Promise<DeployRunFacts> {
  const { github, repository } = context
  const { environment, version } = options
  const config = parseConfig(await github.configuration.read(repository))
  const { releases, trunk, refs } = await github.publishQuery.read(repository, {
    environments: [],
    ...namesOf(config, options),
  })
  const release = releases.find(({ draft }) => !draft) ?? null
  const commit = release?.commit ?? null
  const image = imageOf(config, repository)
  return {
    ...{ config, release, image },
    ...(await readBranches(context, trunk.name, [...refs.values()], commit)),
    ...(await readPromoted(context, image, version, commit)),
    ...(await readStages(context, config, environment)),
  }
}

/** The possible tags of the release, and the lines on which it may have been made. */
function namesOf(config: Config, { environment, version }: DeployRunOptions) {
  const service = serviceIn(servicesOf(config), environment)
  return service
    ? { releases: spellings(service, version), refs: linesBelow(service, version) }
    : { releases: [], refs: [] }
}

/** Which branches contain the commit of the release: the default branch, an earlier line, or both. */
async function readBranches(
  { github, repository }: Context,
  defaultBranch: string,
  lines: readonly (string | null)[],
  commit: string | null,
): Promise<Pick<DeployRunFacts, 'onDefault' | 'isHotfix'>> {
  if (commit === null) return { onDefault: false, isHotfix: false }
  const heads = [defaultBranch, ...lines.filter((head) => head !== null)]
  const [onDefault = false, ...onLines] = await Promise.all(
    heads.map((head) => github.ci.contains(repository, head, commit)),
  )
  return { onDefault, isHotfix: !onDefault || onLines.includes(true) }
}

/** The image digests of a version and of its commit, and whether the content still matches. */
async function readPromoted(
  { images }: Context,
  image: string,
  version: string,
  commit: string | null,
): Promise<Pick<DeployRunFacts, 'digests' | 'isIntact'>> {
  const tagged = await images.digestOf(image, version)
  const built = commit === null ? null : await images.digestOf(image, commitTag(commit))
  const isIntact = tagged !== null && (await images.hasDigest(image, tagged)) === true
  return { digests: { version: tagged, commit: built }, isIntact }
}

/** The version that the environment runs, and the stage before it, if there is one. */
async function readStages(
  context: Context,
  config: Config,
  environment: string,
): Promise<Pick<DeployRunFacts, 'running' | 'before'>> {
  const before = gatedStages(config).find((stage) => stage.environment === environment)?.before ?? null
  if (before === null) return { running: null, before }
  const versionOf = async (name: string): Promise<string | null> =>
    runningIn(await historyOf(context, name), () => null)?.version ?? null
  const [running, runs] = [await versionOf(environment), await versionOf(before)]
  return { running, before: { environment: before, runs } }
}
