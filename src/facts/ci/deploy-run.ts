import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import { gatedStages } from '../../domain/model/stage.js'
import { commitTag, imageOf } from '../../domain/model/image.js'
import type { DeployRunFacts, DeployRunOptions } from '../../domain/ci/deploy-run.js'
import { runningIn } from '../../domain/model/deployment.js'
import { linesBelow } from '../../domain/line/line.js'
import { serviceIn, servicesOf, spellings } from '../../domain/model/service.js'
import { historyOf } from './deploy.js'

/** A version that is to be deployed by hand. */
export async function readDeployRun(context: Context, wish: DeployRunOptions): Promise<DeployRunFacts> {
  const { github, repository } = context
  const { environment, version } = wish
  const config = parseConfig(await github.configuration.read(repository))
  const { releases, trunk, refs } = await github.publishQuery.read(repository, {
    environments: [],
    ...namesOf(config, wish),
  })
  const release = releases.find(({ draft }) => !draft) ?? null
  const commit = release?.commit ?? null
  const image = imageOf(config, repository)
  return {
    ...{ config, release, image },
    ...(await readPlace(context, trunk.name, [...refs.values()], commit)),
    ...(await readPromoted(context, image, version, commit)),
    ...(await readStages(context, config, environment)),
  }
}

/** How the release may be called, and the lines that it may have been made on. */
function namesOf(config: Config, { environment, version }: DeployRunOptions) {
  const service = serviceIn(servicesOf(config), environment)
  return service
    ? { releases: spellings(service, version), refs: linesBelow(service, version) }
    : { releases: [], refs: [] }
}

/** Where the commit of a release is: on the default branch, on a line that began below it, or on both. */
async function readPlace(
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

/** What a version's tag points to, what its commit was built as, and whether the bytes are still the same. */
async function readPromoted(
  { images }: Context,
  image: string,
  version: string,
  commit: string | null,
): Promise<Pick<DeployRunFacts, 'digests' | 'whole'>> {
  const tagged = await images.digestOf(image, version)
  const built = commit === null ? null : await images.digestOf(image, commitTag(commit))
  const whole = tagged !== null && (await images.hasDigest(image, tagged)) === true
  return { digests: { version: tagged, commit: built }, whole }
}

/** What the environment runs, and the stage before it, where there is one. */
async function readStages(
  context: Context,
  config: Config,
  environment: string,
): Promise<Pick<DeployRunFacts, 'there' | 'before'>> {
  const before = gatedStages(config).find((stage) => stage.environment === environment)?.before ?? null
  if (before === null) return { there: null, before }
  const versionOf = async (name: string): Promise<string | null> =>
    runningIn(await historyOf(context, name), () => null)?.version ?? null
  const [there, runs] = [await versionOf(environment), await versionOf(before)]
  return { there, before: { environment: before, runs } }
}
