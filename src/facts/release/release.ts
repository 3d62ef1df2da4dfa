import { isCommit, shortCommit } from '../../lib/commit.js'
import { parseConfig, type Config } from '../../config.js'
import type { Context } from '../../context.js'
import { digestOf, runningIn, type History } from '../../domain/model/deployment.js'
import { environmentsOf } from '../../domain/model/environment.js'
import type { Tag } from '../../domain/model/release.js'
import type { DraftFacts } from '../../domain/release/draft.js'
import { draftsOf, type ReleaseFacts } from '../../domain/release/drafts.js'
import { environmentOf, versionIn, versionsIn, type Service } from '../../domain/model/service.js'
import { RelError } from '../../errors.js'
import { readChanges, type Changes, type CommitRange } from './changes.js'

/** The releases of all services of a repository. `latest`: the id of the release that GitHub marks as latest. */
export interface Releases extends Omit<ReleaseFacts, 'service'> {
  readonly trunk: string
  readonly latest: number | null
  readonly histories: readonly History[]
}

/**
 * Three parallel requests; one more in a monorepo. `stages`: the stages whose deployments to read; `known`: tags read earlier, to
 * which the newest hundred are added.
 */
export async function readReleases(
  context: Context,
  stages: readonly string[],
  known: readonly Tag[] | null = null,
): Promise<Releases> {
  const { github, repository } = context
  const [{ data, config }, releases, tags] = await Promise.all([
    queryReleases(context, stages),
    github.releases.list(repository),
    known ?? github.releases.tags(repository),
  ])
  if (!data.trunk)
    throw new RelError('usage', `${repository} has no commits yet.`, { hint: 'Push a commit first.' })
  return {
    repository,
    config,
    page: data.page,
    defaultBranch: data.trunk.name,
    trunk: data.trunk.commit,
    latest: data.latest,
    releases,
    tags: withCommits(tags, data.tags),
    histories: data.histories,
  }
}

async function queryReleases({ github, repository }: Context, stages: readonly string[]) {
  const data = await github.releases.query(repository, stages)
  const config = parseConfig(data.configuration)
  const names = environmentsOf(config, stages)
  if (names.every((name) => stages.includes(name))) return { data, config }
  return { data: await github.releases.query(repository, names), config }
}

/** Merges two lists: the first has every tag, the newest have commits of annotated tags and may have newer tags. */
function withCommits(all: readonly Tag[], newest: readonly Tag[]): readonly Tag[] {
  const tags = new Map([...newest, ...all].map((tag) => [tag.name, tag]))
  for (const tag of newest)
    tags.set(tag.name, { ...tag, commit: tag.commit ?? tags.get(tag.name)?.commit ?? null })
  return [...tags.values()]
}

/** The tags of a service's versions, highest first. Every version tag counts as a release. */
export const versionTags = (service: Service, tags: readonly Tag[]): readonly Tag[] => {
  const names = tags.map(({ name }) => name)
  return versionsIn(service, names).flatMap((version) =>
    tags.filter(({ name }) => versionIn(service, name) === version),
  )
}

/** `commit`: null for the commit that dev runs. */
export interface DraftTarget {
  readonly commit: string | null
  readonly services: (config: Config) => readonly Service[]
}

/** Reads the facts of each service, repeatedly. The changes of a range are read only once. */
export function draftReader(context: Context, target: DraftTarget): () => Promise<readonly DraftFacts[]> {
  const cache = new Map<string, Promise<Changes>>()
  const readOnce = (span: CommitRange): Promise<Changes> => {
    const { head, released, service } = span
    const key = [service.name, head, ...released.map(({ object }) => object)].join(' ')
    const read = cache.get(key) ?? readChanges(context, span)
    cache.set(key, read)
    return read
  }
  let tags: readonly Tag[] | null = null
  return async () => {
    const all = await readReleases(context, ['dev'], tags)
    tags = all.tags
    const { template: path } = all.config.notes
    const template = path === null ? null : await context.github.configuration.file(context.repository, path)
    const found: DraftFacts[] = []
    for (const service of target.services(all.config)) {
      const facts = { ...all, service }
      const { commit, warnings } = await commitFor(context, facts, target.commit)
      const released = versionTags(service, all.tags)
      const read = await readOnce({ head: commit, released, service, branches: [all.defaultBranch] })
      const dev = historyOfDev(facts)
      const digest = dev ? digestOf(dev, commit) : null
      found.push({ ...facts, ...read, commit, digest, warnings: [...warnings, ...read.warnings], template })
    }
    return found
  }
}

/** A draft only moves forward: to the newest of the given commit, the one that dev runs, and the draft's current one. */
async function commitFor(
  context: Context,
  facts: OfService,
  given: string | null,
): Promise<{ readonly commit: string; readonly warnings: readonly string[] }> {
  const running = devOf(facts)
  const { commit: start, warnings } = startOf(facts, given ?? running)
  const drafted = draftsOf(facts).map(({ release }) => release.target)
  return {
    commit: await newestOf(context, start, running === null ? drafted : [running, ...drafted]),
    warnings,
  }
}

/** Without a commit, and with nothing deployed to dev, the head of the default branch, with a warning. */
const startOf = (
  facts: Releases,
  commit: string | null,
): { readonly commit: string; readonly warnings: readonly string[] } =>
  commit === null ? { commit: facts.trunk, warnings: unbuilt(facts) } : { commit, warnings: [] }

async function newestOf(context: Context, start: string, candidates: readonly string[]): Promise<string> {
  let commit = start
  for (const candidate of new Set(candidates.filter(isCommit))) {
    const isNewer = candidate !== commit && (await contains(context, candidate, commit))
    if (isNewer) commit = candidate
  }
  return commit
}

const unbuilt = ({ config, trunk, defaultBranch }: Releases): readonly string[] =>
  config.environments.includes('dev')
    ? [
        `Nothing is deployed to dev; the draft is at ${shortCommit(trunk)}, the untested head of ${defaultBranch}.`,
      ]
    : []

type OfService = Releases & { readonly service: Service }

/** The commit that dev runs; null without dev, or if nothing runs there. */
function devOf(facts: OfService): string | null {
  const history = historyOfDev(facts)
  if (!history || !facts.config.environments.includes('dev')) return null
  return runningIn(history, () => null)?.commit ?? null
}

const historyOfDev = ({ histories, service }: OfService): History | undefined =>
  histories.find(({ environment }) => environment === environmentOf(service, 'dev'))

const contains = async (
  { git, github, repository }: Context,
  head: string,
  commit: string,
): Promise<boolean> =>
  (await git.history.contains(head, commit)) ?? github.ci.contains(repository, head, commit)
