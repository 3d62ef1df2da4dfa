import type { Context } from '../context.js'
import { conflictsOf, type Conflict } from '../domain/conflict.js'
import {
  commitsOf,
  hotfixBranchOf,
  type ByHand,
  type HotfixFacts,
  type Pick,
  type PickSource,
} from '../domain/hotfix.js'
import { nextPatch, patchesOf, type Refs } from '../domain/line.js'
import { releaseBranchOf, servicesOf, tagOf, versionsIn } from '../domain/service.js'
import { RelError } from '../errors.js'
import { packToCarry } from '../workflows/carry.js'
import { configOf, readLineOf, readVersion } from './line.js'

/** What `rel hotfix start` was asked for. */
export interface StartWish {
  readonly name: string | undefined
  readonly release: string | undefined
  readonly picks: readonly number[]
  readonly keepPack: boolean
}
type Look = Awaited<ReturnType<Context['github']['hotfixes']['look']>>

/** Everything that a hotfix is made of; its commits are made on the way, because a git object is a value, not a write. */
export async function readHotfix(context: Context, wish: StartWish): Promise<HotfixFacts> {
  const { git, github, repository } = context
  const trees = await git.lines.byHand()
  const name = await nameOf(context, wish, trees)
  const branch = hotfixBranchOf(name)
  const byHand = trees.find((one) => one.name === name) ?? null
  const [refs, look] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.look(repository, { environments: ['production'], picks: wish.picks, head: branch }),
  ])
  const sources = sourcesOf(look, wish)
  const version = await readVersion(
    context,
    configOf(look),
    refs,
    wish.release ?? (await releaseOf(context, byHand, refs, look)),
    look.histories,
  )
  const pushed = refs.branches.get(branch) ?? null
  await git.lines.fetch([
    look.trunk.commit,
    ...(pushed ? [pushed] : []),
    ...sources.flatMap(({ mergeCommit }) => mergeCommit ?? []),
  ])
  const found = await readLineOf(context, refs, version)
  const line = {
    branch: found?.branch ?? releaseBranchOf(version.service, version.version),
    head: found?.head ?? null,
    start: version.commit,
  }
  const tip = line.head ?? line.start
  const own = look.own.filter(({ base, fork }) => base === line.branch && !fork)
  const pullRequest = own.find(({ state }) => state === 'open') ?? null
  const local = await git.lines.local(branch)
  const begin =
    byHand?.head ?? (await beginning(context, { local, pushed, tip, isOpen: pullRequest !== null }))
  const pack = await readPack(context, {
    wish,
    begin,
    main: look.trunk.commit,
    isOpen: pullRequest !== null || byHand !== null,
  })
  const { head, picks, conflicts } = await readPicks(context, sources, pack.head, line.start)
  const known = patchesOf(version.service, refs, version.version).map(({ commit }) => commit)
  return {
    repository,
    defaultBranch: look.trunk.name,
    service: version.service,
    version: version.version,
    next: nextPatch(version.service, [...refs.tags.keys()], version.version),
    line,
    name,
    pushed,
    head,
    ahead: (await git.lines.ancestors(tip, [head])).length === 0,
    words: await git.lines.words(head),
    fromMain: await git.lines.ofMain({ main: look.trunk.commit, head, known: [tip, ...known] }),
    sources,
    picks,
    conflicts,
    pack,
    pullRequest,
    merged: own.find(({ state, sha }) => state === 'merged' && sha === head) ?? null,
    byHand,
    directory: await git.lines.directoryFor(name),
    unpushed: pullRequest && local && local !== pushed ? local : null,
  }
}

/** The name that was given, or what tells it: picks that wait, the branch that is checked out, the numbers of the picks. */
async function nameOf(
  { git }: Context,
  { name, picks }: StartWish,
  trees: readonly ByHand[],
): Promise<string> {
  const current = (await git.lines.current())?.match(/^hotfix\/(.+)$/)?.[1]
  const waiting = picks.length === 0 && trees.length === 1 ? trees[0]!.name : undefined
  const numbers = picks.length > 0 ? `pick-${picks.join('-')}` : undefined
  const found = name ?? waiting ?? numbers ?? current
  if (found === undefined)
    throw new RelError('usage', 'A hotfix needs a name.', { hint: 'As in `rel hotfix start login`.' })
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/.test(found) && !found.endsWith('.lock')) return found
  throw new RelError('usage', `"${found}" cannot be the name of a hotfix.`, {
    hint: 'Use letters, digits, dots and dashes: it becomes the branch hotfix/NAME.',
  })
}

function sourcesOf({ sources }: Look, { picks }: StartWish): readonly PickSource[] {
  const missing = picks.find((number) => !sources.some((source) => source.number === number))
  if (missing !== undefined)
    throw new RelError('not-found', `There is no pull request #${missing}.`, {
      hint: 'Pass --pick with the numbers of merged ones.',
    })
  return sources.filter(({ number }, index) => sources.findIndex((one) => one.number === number) === index)
}

/** Picks that go on belong to the line that they were begun on: the highest version that their commits contain. */
async function releaseOf(
  { git }: Context,
  byHand: ByHand | null,
  refs: Refs,
  look: Look,
): Promise<string | undefined> {
  if (!byHand) return undefined
  await git.lines.fetch([...refs.tags.values()])
  const contained = await git.lines.contained(byHand.head, [...new Set(refs.tags.values())])
  for (const service of servicesOf(configOf(look))) {
    const tags = [...refs.tags].filter(([, commit]) => contained.has(commit)).map(([tag]) => tag)
    const [version] = versionsIn(service, tags)
    if (version !== undefined) return tagOf(service, version)
  }
  return undefined
}

/** Where the branch stands: the clone's own commits count while no pull request shows others. */
async function beginning(
  { git }: Context,
  {
    local,
    pushed,
    tip,
    isOpen,
  }: { local: string | null; pushed: string | null; tip: string; isOpen: boolean },
): Promise<string> {
  if (pushed === null) return local ?? tip
  if (local === null || isOpen) return pushed
  return (await git.lines.ancestors(local, [pushed])).length > 0 ? local : pushed
}

const packFolders = ['.github/workflows', '.github/actions']

/** Files of the default branch's pack that the branch lacks or has older, in a commit of their own. */
async function readPack(
  { git }: Context,
  { wish, begin, main, isOpen }: { wish: StartWish; begin: string; main: string; isOpen: boolean },
): Promise<HotfixFacts['pack'] & { readonly head: string }> {
  if (wish.keepPack || isOpen) return { files: [], kept: [], version: null, head: begin }
  const [wanted, existing] = [
    await git.lines.files(main, packFolders),
    await git.lines.files(begin, packFolders),
  ]
  const { files, kept, version } = packToCarry(wanted, existing)
  if (files.length === 0) return { files: [], kept, version, head: begin }
  const message = `Bring the workflow pack up to rel ${version}\n\nA push to this line runs the workflow files that it has.\n`
  const head = await git.lines.bringFiles({ onto: begin, from: main, files, message })
  return { files: files.map(({ path }) => path), kept, version, head }
}

/** Tries the picks, in the order in which they were merged. */
async function readPicks(
  context: Context,
  sources: readonly PickSource[],
  onto: string,
  start: string,
): Promise<{
  readonly head: string
  readonly picks: readonly Pick[]
  readonly conflicts: readonly Conflict[]
}> {
  const { git } = context
  const merged = sources.filter(({ state }) => state === 'merged')
  const order = await git.lines.inOrder(merged.flatMap(({ mergeCommit }) => mergeCommit ?? []))
  const wanted: { pullRequest: number; commit: string }[] = []
  for (const source of order.flatMap((one) => merged.find(({ mergeCommit }) => mergeCommit === one) ?? [])) {
    const chain = await git.lines.chain(source.mergeCommit!, Math.max(1, source.commits.length))
    wanted.push(...commitsOf(source, chain).map((commit) => ({ pullRequest: source.number, commit })))
  }
  const there = await git.lines.alreadyOn(
    { head: onto, start },
    wanted.map(({ commit }) => commit),
  )
  const open = wanted.filter(({ commit }) => !there.includes(commit))
  const { head, picks } = await git.lines.pickEach(
    onto,
    open.map(({ commit }) => commit),
  )
  const results = wanted.map(({ pullRequest, commit }): Pick => {
    const picked = picks[open.findIndex((one) => one.commit === commit)]
    if (there.includes(commit)) return { pullRequest, commit, result: 'there', made: null }
    // What comes after a conflict was not tried.
    return {
      pullRequest,
      commit,
      result: picked?.result ?? 'conflict',
      made: picked && 'commit' in picked ? picked.commit : null,
    }
  })
  const stuck = picks.at(-1)
  if (stuck?.result !== 'conflict') return { head, picks: results, conflicts: [] }
  return {
    head,
    picks: results,
    conflicts: await readConflicts(context, stuck.paths, head, open[picks.length - 1]!.commit),
  }
}

/** Where the two sides of each file come from. */
export async function readConflicts(
  { git, github, repository }: Context,
  paths: readonly string[],
  one: string,
  other: string,
): Promise<readonly Conflict[]> {
  const touched = await git.lines.touching(paths, one, other)
  const commits = [...new Set([...touched.values()].flat())]
  return conflictsOf(touched, await github.hotfixes.origins(repository, commits))
}
