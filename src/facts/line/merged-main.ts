import type { Context } from '../../context.js'
import {
  commitsFromMain,
  isUndecided,
  isRead,
  mayBringMain,
  unreadComparison,
  type Comparison,
  type MergedMainFacts,
} from '../../domain/line/merged-main.js'
import { isSameMinor, lineNamed, minorPrefix, type BranchWithMainCommits } from '../../domain/line/line.js'
import type { PullRequest } from '../../domain/model/pull-request.js'
import { versionIn, type Service, type ServiceVersion } from '../../domain/model/service.js'

interface RepositoryInfo {
  readonly services: readonly Service[]
  readonly defaultBranch: string
}
type Pull = Pick<PullRequest, 'head' | 'base' | 'sha'>

/**
 * The commits of the default branch that a pull request would merge into its line; null for none, or without a line. One request
 * if the head has no commit of the default branch that is missing on the line.
 */
export async function readMergedMain(
  context: Context,
  { services, defaultBranch }: RepositoryInfo,
  { head, base, sha }: Pull,
): Promise<BranchWithMainCommits | null> {
  const line = lineNamed(services, base)
  if (!line) return null
  const branch = `refs/heads/${base}`
  const comparisons = [unreadComparison(branch, sha), unreadComparison(`refs/heads/${defaultBranch}`, sha)]
  const [own, aheadOfMain] = (await nextPage(context, comparisons)) as [Comparison, Comparison]
  const main = aheadOfMain.from
  if (main === null || !mayBringMain(own, aheadOfMain)) return null
  const tags = await readTags(context, line)
  const patches = tags.map((tag) => unreadComparison(`refs/tags/${tag}`, sha))
  const facts = await readUntilDecided(context, { own, main: unreadComparison(branch, main), patches })
  return { head, branch: base, defaultBranch, fromMain: commitsFromMain(facts), more: !isRead(facts) }
}

const nextPage = (
  { github, repository }: Context,
  all: readonly Comparison[],
): Promise<readonly Comparison[]> => github.comparisons.nextPage(repository, all)

async function readUntilDecided(context: Context, start: MergedMainFacts): Promise<MergedMainFacts> {
  let facts = start
  while (isUndecided(facts)) {
    const [own, main, ...patches] = await nextPage(context, [facts.own, facts.main, ...facts.patches])
    facts = { own: own!, main: main!, patches }
  }
  return facts
}

/** The tags of the versions of a line, from any branch. Their commits do not count as commits of the default branch. */
async function readTags(
  { github, repository }: Context,
  { service, version }: ServiceVersion,
): Promise<readonly string[]> {
  const tags = await github.lines.tags(repository, minorPrefix(version))
  return [...tags.keys()].filter((tag) => isSameMinor(versionIn(service, tag) ?? '', version))
}
