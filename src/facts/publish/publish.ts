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

/** Which release: of which service, and by which version; without one the draft, else the newest. */
export interface ReleaseOptions {
  readonly service: string | undefined
  readonly version: string | undefined
  /** Without a version what is published goes before the draft. */
  readonly published?: boolean
}

/** The draft, or what is published already, and everything that is looked at before. */
export async function readPublishFacts(context: Context, wish: ReleaseOptions): Promise<PublishFacts> {
  const { github, repository } = context
  const [text, releases] = await Promise.all([
    github.configuration.read(repository),
    github.releases.list(repository),
  ])
  const config = parseConfig(text)
  const service = serviceMeant(config, wish.service, wish.version)
  const found = (wish.published ? releaseToWatch : releaseToPublish)(service, releases, wish.version ?? null)
  const hotfixes = hotfixesAmong(service, releases)
  const [look, mainRuns] = await Promise.all([
    github.publication.look(repository, {
      releases: [],
      environments: ['dev', 'production'].map((stage) => environmentOf(service, stage)),
      refs: [...tagsOf(service, found), lineOf(service, found)],
      ahead: hotfixes,
    }),
    github.runs.ofMain(repository),
  ])
  const { now, viewer, role, trunk, refs } = look
  const [dev, production] = look.histories as [History, History]
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
    production: versionThere(production),
    tags: new Map(tagsOf(service, found).map((ref) => [ref.replace('refs/tags/', ''), refs.get(ref)!])),
    versions: publishedVersions(service, releases),
    lacked: await readLackedIn(context, service, found.release, { hotfixes, look, commit }),
  }
}

const versionThere = (history: History): string | null => runningIn(history, () => null)?.version ?? null

/**
 * What is published lacks what it lacks. Of a draft, the hotfixes that are no ancestors, as far as one request tells, are judged
 * commit by commit: one may be there as an equal patch.
 */
async function readLackedIn(
  context: Context,
  service: Service,
  { draft }: Release,
  seen: { readonly hotfixes: readonly string[]; readonly look: Publication; readonly commit: string },
): Promise<readonly MissingCommit[]> {
  const { hotfixes, look, commit } = seen
  const isHead = commit === look.trunk.commit
  const open = hotfixes.filter((tag) => !isHead || look.ahead.get(tag) !== 0)
  return draft && open.length > 0 ? readMissingAt(context, service, commit) : []
}
type Publication = Awaited<ReturnType<Context['github']['publication']['look']>>

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

/** The run that made a version of a line; null for what no line made. */
async function readHotfixOf(
  { github, repository }: Context,
  { version, commit }: Pick<Published, 'version' | 'commit'>,
): Promise<Published['hotfix']> {
  if (!mayBeHotfix(version)) return null
  const [own] = await github.runs.heads(repository, { workflow: hotfixFile, newest: 1, commit })
  return own ? { run: own.id, node: own.node, branch: own.branch } : null
}
