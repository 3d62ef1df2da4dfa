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

/** Everything of a repository's releases, for all of its services. `latest`: the id of the one that GitHub calls so. */
export interface Releases extends Omit<ReleaseFacts, 'service'> {
  readonly trunk: string
  readonly latest: number | null
  readonly histories: readonly History[]
}

/**
 * Three requests at once; one more where the environments are those of a monorepo. `stages`: whose deployments matter; `known`:
 * the tags of a look before, to which the newest hundred are added.
 */
export async function readReleases(
  context: Context,
  stages: readonly string[],
  known: readonly Tag[] | null = null,
): Promise<Releases> {
  const { github, repository } = context
  const [{ look, config }, releases, tags] = await Promise.all([
    lookAround(context, stages),
    github.releases.list(repository),
    known ?? github.releases.tags(repository),
  ])
  if (!look.trunk)
    throw new RelError('usage', `${repository} has no commit yet.`, { hint: 'Push one first.' })
  return {
    repository,
    config,
    page: look.page,
    defaultBranch: look.trunk.name,
    trunk: look.trunk.commit,
    latest: look.latest,
    releases,
    tags: withCommits(tags, look.tags),
    histories: look.histories,
  }
}

async function lookAround({ github, repository }: Context, stages: readonly string[]) {
  const look = await github.releases.look(repository, stages)
  const config = parseConfig(look.configuration)
  const names = environmentsOf(config, stages)
  if (names.every((name) => stages.includes(name))) return { look, config }
  return { look: await github.releases.look(repository, names), config }
}

/** Both lists together: one has every tag, the other the commits of annotated ones, and what was tagged a moment ago. */
function withCommits(all: readonly Tag[], newest: readonly Tag[]): readonly Tag[] {
  const tags = new Map([...newest, ...all].map((tag) => [tag.name, tag]))
  for (const tag of newest)
    tags.set(tag.name, { ...tag, commit: tag.commit ?? tags.get(tag.name)?.commit ?? null })
  return [...tags.values()]
}

/** The tags of a service's versions, the highest first. Every version tag counts as a release: it is how a version is used. */
export const versionTags = (service: Service, tags: readonly Tag[]): readonly Tag[] => {
  const names = tags.map(({ name }) => name)
  return versionsIn(service, names).flatMap((version) =>
    tags.filter(({ name }) => versionIn(service, name) === version),
  )
}

/** `commit` null: what dev runs. */
export interface DraftTarget {
  readonly commit: string | null
  readonly services: (config: Config) => readonly Service[]
}

/** Looks again and again, and reads the changes of a span once: they do not change. One set of facts for each service. */
export function draftReader(context: Context, aim: DraftTarget): () => Promise<readonly DraftFacts[]> {
  const known = new Map<string, Promise<Changes>>()
  const readOnce = (span: CommitRange): Promise<Changes> => {
    const { head, released, service } = span
    const key = [service.name, head, ...released.map(({ object }) => object)].join(' ')
    const read = known.get(key) ?? readChanges(context, span)
    known.set(key, read)
    return read
  }
  let tags: readonly Tag[] | null = null
  return async () => {
    const all = await readReleases(context, ['dev'], tags)
    tags = all.tags
    const { template: path } = all.config.notes
    const template = path === null ? null : await context.github.configuration.file(context.repository, path)
    const found: DraftFacts[] = []
    for (const service of aim.services(all.config)) {
      const facts = { ...all, service }
      const { commit, warnings } = await commitFor(context, facts, aim.commit)
      const released = versionTags(service, all.tags)
      const read = await readOnce({ head: commit, released, service, branches: [all.defaultBranch] })
      const dev = historyOfDev(facts)
      const digest = dev ? digestOf(dev, commit) : null
      found.push({ ...facts, ...read, commit, digest, warnings: [...warnings, ...read.warnings], template })
    }
    return found
  }
}

/** The draft moves only forward: the furthest of what dev runs, what was asked for, and what a draft is at already. */
async function commitFor(
  context: Context,
  facts: OfService,
  asked: string | null,
): Promise<{ readonly commit: string; readonly warnings: readonly string[] }> {
  const running = devOf(facts)
  const { commit: start, warnings } = startOf(facts, asked ?? running)
  const drafted = draftsOf(facts).map(({ release }) => release.target)
  return {
    commit: await furthest(context, start, running === null ? drafted : [running, ...drafted]),
    warnings,
  }
}

/** Where nothing was asked for and dev runs nothing, the head of the default branch, with a warning. */
const startOf = (
  facts: Releases,
  commit: string | null,
): { readonly commit: string; readonly warnings: readonly string[] } =>
  commit === null ? { commit: facts.trunk, warnings: unbuilt(facts) } : { commit, warnings: [] }

async function furthest(context: Context, start: string, others: readonly string[]): Promise<string> {
  let commit = start
  for (const other of new Set(others.filter(isCommit))) {
    const isFurther = other !== commit && (await contains(context, other, commit))
    if (isFurther) commit = other
  }
  return commit
}

const unbuilt = ({ config, trunk, defaultBranch }: Releases): readonly string[] =>
  config.environments.includes('dev')
    ? [
        `dev runs nothing: the draft is at ${shortCommit(trunk)}, the head of ${defaultBranch}, which nobody has tried.`,
      ]
    : []

type OfService = Releases & { readonly service: Service }

/** The commit that dev runs; null where the team has no dev, or nothing runs there. */
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
