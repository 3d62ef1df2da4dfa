import type { Config } from '../../config.js'
import type { Context } from '../../context.js'
import {
  branchStart,
  hotfixBranchOf,
  lineFor,
  hotfixName,
  tipOfLine,
  conflictsNamed,
  type HotfixFacts,
} from '../../domain/hotfix/facts.js'
import { commitOf, nextPatch, patchesOf, versionOfBranch, type Refs } from '../../domain/line/line.js'
import type { ConflictWorktree, PickSource } from '../../domain/hotfix/cherry-pick.js'
import type { PullRequest } from '../../domain/model/pull-request.js'
import { servicesOf, type Service } from '../../domain/model/service.js'
import { RelError } from '../../errors.js'
import { packForLine } from '../../workflows/line-pack.js'
import { readPickedPullRequests } from './picked-pull-requests.js'
import { configOf, containedVersion, readLineOf, readVersion, type ReleasedVersion } from '../line/line.js'
import { readMainCommits } from '../line/main-commits.js'
import { readPicks } from './cherry-pick.js'

/** The arguments and flags of `rel hotfix start`. */
export interface StartOptions {
  readonly name: string | undefined
  readonly release: string | undefined
  readonly picks: readonly number[]
  readonly keepPack: boolean
}
type HotfixQuery = Awaited<ReturnType<Context['github']['hotfixes']['query']>>

/** The existing state of the hotfix. `pushed` and `local`: null where the branch does not exist. */
interface ExistingHotfix {
  readonly name: string
  readonly branch: string
  readonly refs: Refs
  readonly data: HotfixQuery
  readonly sources: readonly PickSource[]
  readonly worktree: ConflictWorktree | null
  readonly pushed: string | null
  readonly local: string | null
  readonly version: ReleasedVersion
  readonly line: HotfixFacts['line']
}

/** The facts of a hotfix. Creates its commits in the clone, which is not a write: nothing refers to them. */
export async function readHotfix(context: Context, options: StartOptions): Promise<HotfixFacts> {
  const { git, repository } = context
  const existing = await readExisting(context, options)
  const { name, refs, data, sources, worktree, pushed, local, version, line } = existing
  const tip = tipOfLine(line)
  const own = data.own.filter(({ base, fork }) => base === line.branch && !fork)
  const find = (matches: (pull: PullRequest) => boolean) => own.find(matches) ?? null
  const open = find(({ state }) => state === 'open')
  const pack = await readPack(
    context,
    existing,
    await readStart(context, existing, open),
    !options.keepPack && !open,
  )
  const { head, picks, conflicts } = await readPicks(context, sourcesToPick(existing), {
    onto: pack.head,
    start: line.start,
    trunk: data.trunk,
  })
  const patches = patchesOf(version.service, refs, version.version).map(({ commit }) => commit)
  return {
    repository,
    defaultBranch: data.trunk.name,
    service: version.service,
    version: version.version,
    next: nextPatch(version.service, [...refs.tags.keys()], version.version),
    line,
    mainCommits: await readMainCommits(context, data.trunk.commit, tip, patches),
    name,
    pushed,
    head,
    ahead: (await git.lines.ancestors(tip, [head])).length === 0,
    newestCommit: await git.lines.message(head),
    fromMain: await git.lines.commitsOfMain({ main: data.trunk.commit, head, known: [tip, ...patches] }),
    sources,
    ...(await readPickedPullRequests(context, {
      sources,
      picks,
      worktree,
      isOpen: open !== null,
      line,
      head,
      pushed,
    })),
    picks,
    conflicts,
    pack,
    pullRequest: open,
    merged: find(({ state, sha }) => state === 'merged' && sha === head),
    worktree,
    directory: await git.lines.worktreePath(name),
    unpushed: open && local !== pushed ? local : null,
  }
}

async function readExisting(context: Context, options: StartOptions): Promise<ExistingHotfix> {
  const { git, github, repository } = context
  git.lines.requireClone()
  const trees = await git.lines.conflictWorktrees()
  const name = hotfixName(options, trees, await git.lines.currentBranch())
  const branch = hotfixBranchOf(name)
  const worktree = conflictsNamed(name, trees)
  const [refs, data, local] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.query(repository, { environments: ['production'], picks: options.picks, head: branch }),
    git.lines.localCommit(branch),
  ])
  const sources = sourcesOf(repository, data, options)
  const pushed = commitOf(refs, branch)
  await git.lines.fetch([
    data.trunk.commit,
    ...(pushed === null ? [] : [pushed]),
    ...sources.flatMap(({ mergeCommit }) => mergeCommit ?? []),
  ])
  const head = worktree?.head ?? pushed ?? local
  const version = await readStartVersion(context, options, { refs, data }, head)
  const line = lineFor(version, await readLineOf(context, refs, version))
  return { name, branch, refs, data, sources, worktree, pushed, local, version, line }
}

/** While git has a cherry-pick in progress, nothing else is picked. */
const sourcesToPick = ({ worktree, sources }: ExistingHotfix): readonly PickSource[] =>
  worktree?.stopped ? [] : sources

/** A hotfix that was started stays on its line, even if production runs another version now. */
async function readStartVersion(
  context: Context,
  options: StartOptions,
  { refs, data }: { readonly refs: Refs; readonly data: HotfixQuery },
  head: string | null,
): Promise<ReleasedVersion> {
  const config = configOf(data)
  const started =
    head === null ? undefined : await containedVersion(context, servicesOfHotfix(config, data), refs, head)
  return readVersion(context, config, options.release ?? started, { refs, histories: data.histories })
}

/** The service whose line is the base of its open pull request; without one, every service. */
function servicesOfHotfix(config: Config, { own }: HotfixQuery): readonly Service[] {
  const open = own.find(({ state, fork }) => state === 'open' && !fork)
  const services = servicesOf(config)
  const found = services.filter((service) => open && versionOfBranch(service, open.base) !== null)
  return found.length > 0 ? found : services
}

function sourcesOf(
  repository: string,
  { sources }: HotfixQuery,
  { picks }: StartOptions,
): readonly PickSource[] {
  const missing = picks.find((number) => !sources.some((source) => source.number === number))
  if (missing !== undefined)
    throw new RelError('not-found', `${repository} has no pull request #${missing}.`, {
      hint: 'Pass --pick with the numbers of merged pull requests.',
    })
  return sources.filter(
    ({ number }, index) => sources.findIndex((source) => source.number === number) === index,
  )
}

/** The commit that the branch starts from: commits of the clone count only without an open pull request. */
async function readStart(
  { git }: Context,
  { worktree, local, pushed, line }: ExistingHotfix,
  open: PullRequest | null,
): Promise<string> {
  if (worktree) return worktree.head
  const own = open ? null : local
  const isNewer = own !== null && pushed !== null && (await git.lines.ancestors(own, [pushed])).length > 0
  return branchStart({ local: own, pushed, isNewer, tip: tipOfLine(line) })
}

const packFolders = ['.github/workflows', '.github/actions']

/** Updates the branch with newer files of the default branch's pack, in a separate commit; not once a pull request is open. */
async function readPack(
  { git }: Context,
  { worktree, data }: ExistingHotfix,
  start: string,
  isWanted: boolean,
): Promise<HotfixFacts['pack'] & { readonly head: string }> {
  if (!isWanted || worktree) return { files: [], kept: [], version: null, head: start }
  const main = data.trunk.commit
  const [newer, existing] = [
    await git.lines.readFiles(main, packFolders),
    await git.lines.readFiles(start, packFolders),
  ]
  const { files, kept, version } = packForLine(newer, existing)
  const message = git.lines.packMessage(version)
  const head =
    files.length === 0 ? start : await git.lines.commitFiles({ onto: start, from: main, files, message })
  return { files: files.map(({ path }) => path), kept, version, head }
}
