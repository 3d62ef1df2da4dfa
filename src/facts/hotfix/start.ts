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

/** What `rel hotfix start` was asked for. */
export interface StartOptions {
  readonly name: string | undefined
  readonly release: string | undefined
  readonly picks: readonly number[]
  readonly keepPack: boolean
}
type Look = Awaited<ReturnType<Context['github']['hotfixes']['look']>>

/** What there is of the hotfix so far: commits are null where there is no branch of it. */
interface Ground {
  readonly name: string
  readonly branch: string
  readonly refs: Refs
  readonly look: Look
  readonly sources: readonly PickSource[]
  readonly byHand: ConflictWorktree | null
  readonly pushed: string | null
  readonly local: string | null
  readonly version: ReleasedVersion
  readonly line: HotfixFacts['line']
}

/** Everything that a hotfix is made of; its commits are made on the way, because a git object is a value, not a write. */
export async function readHotfix(context: Context, wish: StartOptions): Promise<HotfixFacts> {
  const { git, repository } = context
  const ground = await readGround(context, wish)
  const { name, refs, look, sources, byHand, pushed, local, version, line } = ground
  const tip = tipOfLine(line)
  const own = look.own.filter(({ base, fork }) => base === line.branch && !fork)
  const find = (matches: (one: PullRequest) => boolean) => own.find(matches) ?? null
  const open = find(({ state }) => state === 'open')
  const pack = await readPack(
    context,
    ground,
    await beginning(context, ground, open),
    !wish.keepPack && !open,
  )
  const { head, picks, conflicts } = await readPicks(context, openPicks(ground), {
    onto: pack.head,
    start: line.start,
    trunk: look.trunk,
  })
  const patches = patchesOf(version.service, refs, version.version).map(({ commit }) => commit)
  return {
    repository,
    defaultBranch: look.trunk.name,
    service: version.service,
    version: version.version,
    next: nextPatch(version.service, [...refs.tags.keys()], version.version),
    line,
    refuseMainCommits: await readMainCommits(context, look.trunk.commit, tip, patches),
    name,
    pushed,
    head,
    ahead: (await git.lines.ancestors(tip, [head])).length === 0,
    words: await git.lines.message(head),
    fromMain: await git.lines.commitsOfMain({ main: look.trunk.commit, head, known: [tip, ...patches] }),
    sources,
    ...(await readPickedPullRequests(context, {
      sources,
      picks,
      byHand,
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
    byHand,
    directory: await git.lines.worktreePath(name),
    unpushed: open && local !== pushed ? local : null,
  }
}

async function readGround(context: Context, wish: StartOptions): Promise<Ground> {
  const { git, github, repository } = context
  git.lines.requireClone()
  const trees = await git.lines.conflictWorktrees()
  const name = hotfixName(wish, trees, await git.lines.currentBranch())
  const branch = hotfixBranchOf(name)
  const byHand = conflictsNamed(name, trees)
  const [refs, look, local] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.look(repository, { environments: ['production'], picks: wish.picks, head: branch }),
    git.lines.localCommit(branch),
  ])
  const sources = sourcesOf(look, wish)
  const pushed = commitOf(refs, branch)
  await git.lines.fetch([
    look.trunk.commit,
    ...[pushed].filter((one) => one !== null),
    ...sources.flatMap(({ mergeCommit }) => mergeCommit ?? []),
  ])
  const existing = byHand?.head ?? pushed ?? local
  const version = await readNamed(context, wish, { refs, look }, existing)
  const line = lineFor(version, await readLineOf(context, refs, version))
  return { name, branch, refs, look, sources, byHand, pushed, local, version, line }
}

/** Picks that stopped are git's to go on with: nothing is tried meanwhile. */
const openPicks = ({ byHand, sources }: Ground): readonly PickSource[] => (byHand?.stopped ? [] : sources)

/** A hotfix that was begun stays on its line, whatever production runs by now. */
async function readNamed(
  context: Context,
  wish: StartOptions,
  { refs, look }: { readonly refs: Refs; readonly look: Look },
  existing: string | null,
): Promise<ReleasedVersion> {
  const config = configOf(look)
  const begun =
    existing === null ? undefined : await containedVersion(context, begunOn(config, look), refs, existing)
  return readVersion(context, config, wish.release ?? begun, { refs, histories: look.histories })
}

/** The service into whose line its pull request goes; without one, any. */
function begunOn(config: Config, { own }: Look): readonly Service[] {
  const open = own.find(({ state, fork }) => state === 'open' && !fork)
  const services = servicesOf(config)
  const on = services.filter((service) => open && versionOfBranch(service, open.base) !== null)
  return on.length > 0 ? on : services
}

function sourcesOf({ sources }: Look, { picks }: StartOptions): readonly PickSource[] {
  const missing = picks.find((number) => !sources.some((source) => source.number === number))
  if (missing !== undefined)
    throw new RelError('not-found', `There is no pull request #${missing}.`, {
      hint: 'Pass --pick with the numbers of merged ones.',
    })
  return sources.filter(({ number }, index) => sources.findIndex((one) => one.number === number) === index)
}

/** Where the branch stands: the clone's own commits count while no pull request shows others. */
async function beginning(
  { git }: Context,
  { byHand, local, pushed, line }: Ground,
  open: PullRequest | null,
): Promise<string> {
  if (byHand) return byHand.head
  const here = open ? null : local
  const isNewer = here !== null && pushed !== null && (await git.lines.ancestors(here, [pushed])).length > 0
  return branchStart({ here, pushed, isNewer, tip: tipOfLine(line) })
}

const packFolders = ['.github/workflows', '.github/actions']

/** Files of the default branch's pack that the branch lacks or has older, in a commit of their own; none once others look at it. */
async function readPack(
  { git }: Context,
  { byHand, look }: Ground,
  begin: string,
  isWanted: boolean,
): Promise<HotfixFacts['pack'] & { readonly head: string }> {
  if (!isWanted || byHand) return { files: [], kept: [], version: null, head: begin }
  const main = look.trunk.commit
  const [wanted, existing] = [
    await git.lines.readFiles(main, packFolders),
    await git.lines.readFiles(begin, packFolders),
  ]
  const { files, kept, version } = packForLine(wanted, existing)
  const message = git.lines.packMessage(version)
  const head =
    files.length === 0 ? begin : await git.lines.commitFiles({ onto: begin, from: main, files, message })
  return { files: files.map(({ path }) => path), kept, version, head }
}
