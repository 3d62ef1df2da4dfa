import type { Context } from '../../context.js'
import {
  fromMain,
  isUndecided,
  isRead,
  isSuspect,
  unread,
  type Comparison,
  type Inflow,
} from '../../domain/line/merged-main.js'
import { isSameMinor, lineNamed, minorOf, type MixedBranch } from '../../domain/line/line.js'
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
export async function readMixedBranch(
  context: Context,
  { services, defaultBranch }: Place,
  { head, base, sha }: Pull,
): Promise<MixedBranch | null> {
  const line = lineNamed(services, base)
  if (!line) return null
  const branch = `refs/heads/${base}`
  const first = [unread(branch, sha), unread(`refs/heads/${defaultBranch}`, sha)]
  const [own, beyondMain] = (await goOn(context, first)) as [Comparison, Comparison]
  const main = beyondMain.from
  if (main === null || !isSuspect(own, beyondMain)) return null
  const tags = await readTags(context, line)
  const patches = tags.map((tag) => unread(`refs/tags/${tag}`, sha))
  const inflow = await readInflow(context, { own, main: unread(branch, main), patches })
  return { head, branch: base, defaultBranch, fromMain: fromMain(inflow), more: !isRead(inflow) }
}

const goOn = ({ github, repository }: Context, all: readonly Comparison[]): Promise<readonly Comparison[]> =>
  github.comparisons.goOn(repository, all)

async function readInflow(context: Context, begun: Inflow): Promise<Inflow> {
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
  const tags = await github.lines.tags(repository, minorOf(version))
  return [...tags.keys()].filter((tag) => isSameMinor(versionIn(service, tag) ?? '', version))
}
