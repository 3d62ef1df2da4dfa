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

interface Place {
  readonly services: readonly Service[]
  readonly defaultBranch: string
}
type Pull = Pick<PullRequest, 'head' | 'base' | 'sha'>

/**
 * What a pull request would bring of the default branch into its line; null where it goes into none, or brings nothing. One
 * request, as long as the head has nothing that the default branch has and the line lacks.
 */
export async function readMergedMain(
  context: Context,
  { services, defaultBranch }: Place,
  { head, base, sha }: Pull,
): Promise<BranchWithMainCommits | null> {
  const line = lineNamed(services, base)
  if (!line) return null
  const branch = `refs/heads/${base}`
  const first = [unreadComparison(branch, sha), unreadComparison(`refs/heads/${defaultBranch}`, sha)]
  const [own, beyondMain] = (await goOn(context, first)) as [Comparison, Comparison]
  const main = beyondMain.from
  if (main === null || !mayBringMain(own, beyondMain)) return null
  const tags = await readTags(context, line)
  const patches = tags.map((tag) => unreadComparison(`refs/tags/${tag}`, sha))
  const inflow = await readInflow(context, { own, main: unreadComparison(branch, main), patches })
  return { head, branch: base, defaultBranch, fromMain: commitsFromMain(inflow), more: !isRead(inflow) }
}

const goOn = ({ github, repository }: Context, all: readonly Comparison[]): Promise<readonly Comparison[]> =>
  github.comparisons.goOn(repository, all)

async function readInflow(context: Context, begun: MergedMainFacts): Promise<MergedMainFacts> {
  let inflow = begun
  while (isUndecided(inflow)) {
    const [own, main, ...patches] = await goOn(context, [inflow.own, inflow.main, ...inflow.patches])
    inflow = { own: own!, main: main!, patches }
  }
  return inflow
}

/** The tags of the versions of a line, on whatever branch they were made: what one has is no commit of the default branch. */
async function readTags(
  { github, repository }: Context,
  { service, version }: ServiceVersion,
): Promise<readonly string[]> {
  const tags = await github.lines.tags(repository, minorPrefix(version))
  return [...tags.keys()].filter((tag) => isSameMinor(versionIn(service, tag) ?? '', version))
}
