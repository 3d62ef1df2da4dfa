import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import type { MissingCommit } from '../../domain/line/audit.js'
import { runningIn, type History } from '../../domain/model/deployment.js'
import {
  releaseToPublish,
  releaseToWatch,
  commitOf,
  hotfixesAmong,
  mayBeHotfix,
  publishedVersions,
} from '../../domain/publish/candidate.js'
import type { Draft, Published, PublishFacts } from '../../domain/publish/facts.js'
import type { Release, VersionedRelease } from '../../domain/model/release.js'
import { environmentOf, releaseBranchOf, spellings, type Service } from '../../domain/model/service.js'
import { serviceMeant } from '../../domain/model/version-meant.js'
import { hotfixFile } from '../../domain/model/pack-names.js'
import { readImageWithoutRegistry } from '../model/image.js'
import { readMissingAt } from '../line/missing-on-main.js'

/** Which release: of a service, by version; without a version the draft, else the newest. */
export interface ReleaseOptions {
  readonly service: string | undefined
  readonly version: string | undefined
  /** Without a version, prefer the newest published release to the draft. */
  readonly preferPublished?: boolean
}

/** The draft or published release, and everything that its checks need. */
export async function readPublishFacts(context: Context, options: ReleaseOptions): Promise<PublishFacts> {
  const { github, repository } = context
  const [text, releases] = await Promise.all([
    github.configuration.read(repository),
    github.releases.list(repository),
  ])
  const config = parseConfig(text)
  const service = serviceMeant(config, options.service, options.version)
  const select = options.preferPublished ? releaseToWatch : releaseToPublish
  const found = select(service, releases, options.version ?? null)
  const hotfixes = hotfixesAmong(service, releases)
  const [data, mainRuns] = await Promise.all([
    github.publishQuery.read(repository, {
      releases: [],
      environments: ['dev', 'production'].map((stage) => environmentOf(service, stage)),
      refs: [...tagsOf(service, found), lineOf(service, found)],
      ahead: hotfixes,
    }),
    github.runs.mainRuns(repository),
  ])
  const { now, viewer, role, trunk, refs } = data
  const [dev, production] = data.histories as [History, History]
  const running = runningIn(dev, () => null)
  const commit = commitOf(service, found.release, trunk, refs)
  return {
    ...{ repository, config, service, now, viewer, role, trunk, mainRuns },
    candidate: found.release.draft
      ? await readDraft(context, config, { ...found, commit }, dev)
      : await readPublished(
          context,
          config,
          { ...found, commit, branch: refs.get(lineOf(service, found))! },
          dev,
        ),
    dev: running && { commit: running.commit, contains: false },
    production: runningVersion(production),
    tags: new Map(tagsOf(service, found).map((ref) => [ref.replace('refs/tags/', ''), refs.get(ref)!])),
    versions: publishedVersions(service, releases),
    missingHotfixes: await readMissingHotfixes(context, service, found.release, { hotfixes, data, commit }),
  }
}

const runningVersion = (history: History): string | null => runningIn(history, () => null)?.version ?? null

/**
 * The hotfix commits that a draft lacks; none for a published release. Only if a hotfix is not an ancestor of the head are its
 * commits compared one by one, because an equal patch counts as contained.
 */
async function readMissingHotfixes(
  context: Context,
  service: Service,
  { draft }: Release,
  { hotfixes, data, commit }: { hotfixes: readonly string[]; data: PublishData; commit: string },
): Promise<readonly MissingCommit[]> {
  const isHead = commit === data.trunk.commit
  const unmerged = hotfixes.filter((tag) => !isHead || data.ahead.get(tag) !== 0)
  return draft && unmerged.length > 0 ? readMissingAt(context, service, commit) : []
}
type PublishData = Awaited<ReturnType<Context['github']['publishQuery']['read']>>

const tagsOf = (service: Service, { version }: VersionedRelease): readonly string[] =>
  spellings(service, version).map((tag) => `refs/tags/${tag}`)
const lineOf = (service: Service, { version }: VersionedRelease): string =>
  `refs/heads/${releaseBranchOf(service, version)}`

const readDraft = async (
  context: Context,
  config: Config,
  draft: Omit<Draft, 'image'>,
  dev: History,
): Promise<Draft> => ({ ...draft, image: await readImageWithoutRegistry(context, config, draft.commit, dev) })

const readPublished = async (
  context: Context,
  config: Config,
  published: Omit<Published, 'digest' | 'hotfix'>,
  dev: History,
): Promise<Published> => {
  const { digest } = await readImageWithoutRegistry(context, config, published.commit, dev)
  return { ...published, digest, hotfix: await readHotfixOf(context, published) }
}

/** The run that made a hotfix; null for other releases. */
async function readHotfixOf(
  { github, repository }: Context,
  { version, commit }: Pick<Published, 'version' | 'commit'>,
): Promise<Published['hotfix']> {
  if (!mayBeHotfix(version)) return null
  const [run] = await github.runs.heads(repository, { workflow: hotfixFile, newest: 1, commit })
  return run ? { run: run.id, node: run.node, branch: run.branch } : null
}
