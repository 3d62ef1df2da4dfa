import type { LineCommit } from '../domain/line/audit.js'
import { missingCommits } from './missing-commits.js'
import { readCommits, messageText, type Commit } from './commit.js'
import { mergeTrees } from './merge.js'
import { notInClone } from './remote.js'
import { gitOutput, run, type GitLocation } from './run.js'
import { isPackMessage, originsIn, pickedFrom, revertedIn } from './cherry-pick-trailers.js'

export interface AuditRange {
  /** The branch that should have everything. */
  readonly main: string
  /** What was made on the line, up to here. */
  readonly tips: readonly string[]
  /** The commit that the line began at. */
  readonly start: string
}

/** A commit of the line, and its message. */
type MarkedCommit = Omit<LineCommit, 'subject' | 'origins'> & { readonly text: string }

/**
 * Every commit of a line beyond its start, oldest first, and how it is on main as far as git knows: as an ancestor, as an equal
 * patch (`git cherry`), or as a pick, whichever of the two was picked from the other.
 */
export async function auditLine(
  place: GitLocation,
  { main, tips, start }: AuditRange,
): Promise<readonly LineCommit[]> {
  const ends =
    tips.length > 1 ? await linesOf(gitOutput(place, 'merge-base', '--independent', ...tips)) : tips
  const [all, marked] = await Promise.all([
    linesOf(gitOutput(place, 'rev-list', '--topo-order', '--reverse', '--boundary', ...ends, `^${start}`)),
    Promise.all(ends.map((end) => readCherryMarks(place, main, end, start))),
  ])
  const marks = new Map(marked.flat())
  const commits = await readCommits(
    place,
    all.map((id) => id.replace('-', '')),
  )
  const told: MarkedCommit[] = []
  for (const id of all.filter((one) => !one.startsWith('-'))) {
    const commit = commits.get(id)!
    const on = !marks.has(id) ? 'ancestry' : marks.get(id) ? 'patch' : null
    const carried = on !== null || (await hasOwnChange(place, commit, commits))
    told.push({ commit: id, parents: commit.parents, text: messageText(commit), carries: carried, on })
  }
  return markPicks(place, main, ends, told)
}

/** The commits that main does not contain, and whether it has an equal patch of each. */
async function readCherryMarks(
  place: GitLocation,
  main: string,
  end: string,
  start: string,
): Promise<readonly (readonly [string, boolean])[]> {
  const words = ['--cherry-mark', '--right-only', `${main}...${end}`, `^${start}`]
  const told = await linesOf(gitOutput(place, 'rev-list', ...words))
  return told.map((line) => [line.replace(/^[=+>]/, ''), line.startsWith('=')] as const)
}

/** Does a commit change anything that its parents do not give by themselves? */
async function hasOwnChange(
  place: GitLocation,
  { tree, parents }: Commit,
  known: ReadonlyMap<string, Commit>,
): Promise<boolean> {
  const [first, second, third] = parents
  if (first === undefined || third !== undefined) return true
  if (second === undefined) return known.get(first)?.tree !== tree
  const merged = await mergeTrees(place, first, second)
  return 'paths' in merged || merged.tree !== tree
}

/**
 * A pick that was settled by hand has another patch; messages tell. main's pick of a commit has all of it. A commit of the
 * line is on main only if it is nothing but a pick of what main has.
 */
async function markPicks(
  place: GitLocation,
  main: string,
  ends: readonly string[],
  told: readonly MarkedCommit[],
): Promise<readonly LineCommit[]> {
  const isOpen = ({ on, carries }: MarkedCommit): boolean => on === null && carries
  const open = told.filter(isOpen)
  const texts = await readMessages(
    place,
    open.flatMap(({ text }) => originsIn(text)),
  )
  const there = new Set(await ancestorsOf(place, main, [...texts.keys()]))
  const picked = open.length > 0 ? await pickedOn(place, main, ends) : new Set<string>()
  return told.map(({ text, ...commit }) => {
    const origins = isOpen({ text, ...commit }) ? pickedFrom(text, (id) => texts.get(id)) : []
    const isOn = (part: readonly string[]): boolean => part.some((one) => there.has(one) || picked.has(one))
    const isPicked = picked.has(commit.commit) || (origins.length > 0 && origins.every(isOn))
    const subject = text.split('\n')[0] ?? ''
    return { ...commit, subject, origins, on: commit.on ?? (isPicked ? 'patch' : null) }
  })
}

/** The commits that main says it picked since it and the line parted. */
async function pickedOn(
  place: GitLocation,
  main: string,
  ends: readonly string[],
): Promise<ReadonlySet<string>> {
  const grep = ['--fixed-strings', '--grep=(cherry picked from commit ', '--format=%B']
  return new Set(
    originsIn(await gitOutput(place, 'rev-list', ...grep, main, ...ends.map((end) => `^${end}`))),
  )
}

/** The messages of those commits that the clone has. */
async function readMessages(
  place: GitLocation,
  commits: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const unknown = await notInClone(place, commits)
  const known = [...new Set(commits)].filter((commit) => !unknown.includes(commit))
  return new Map([...(await readCommits(place, known))].map(([id, commit]) => [id, messageText(commit)]))
}

/** Those of some commits that `tip` contains. One that the clone does not know is none. */
export async function ancestorsOf(
  place: GitLocation,
  tip: string,
  commits: readonly string[],
): Promise<readonly string[]> {
  const told = await Promise.all(
    commits.map(async (commit) => (await run(place, 'merge-base', '--is-ancestor', commit, tip)).code === 0),
  )
  return commits.filter((_, index) => told[index])
}

/**
 * The commits that were made on main and flowed into a line: those of main's own row (first parents) that the line has beyond
 * `known`, the versions that it contains, newest first. The commits of a pull request are no such: a line and main may share them.
 */
export async function commitsOfMain(
  place: GitLocation,
  { main, head, known }: { readonly main: string; readonly head: string; readonly known: readonly string[] },
): Promise<readonly string[]> {
  const own = new Set(await missingCommits(place, [head], known))
  if (own.size === 0) return []
  const made = await missingCommits(place, [main], known, '--first-parent')
  return made.filter((commit) => own.has(commit))
}

/** The commits of a branch beyond `known`, oldest first, without its merges. */
export const ownCommits = (
  place: GitLocation,
  head: string,
  known: readonly string[],
): Promise<readonly string[]> => missingCommits(place, [head], known, '--reverse', '--no-merges')

/** The commits of a branch beyond `tip` that say what they were picked from, in the order of history. */
export async function pickedInto(
  place: GitLocation,
  head: string,
  tip: string,
): Promise<readonly { readonly commit: string; readonly origins: readonly string[] }[]> {
  const own = await missingCommits(place, [head], [tip], '--reverse')
  const commits = await readCommits(place, own)
  return own.flatMap((commit) => {
    const text = messageText(commits.get(commit)!)
    const origins = isPackMessage(text) ? [] : originsIn(text)
    return origins.length > 0 ? [{ commit, origins }] : []
  })
}

/**
 * Which of some commits a branch has already, beyond `start`: as an ancestor, as an equal patch or as a pick, unless a later
 * commit of the branch says that it reverts it.
 */
export async function alreadyOn(
  place: GitLocation,
  { head, start }: { readonly head: string; readonly start: string },
  commits: readonly string[],
): Promise<readonly string[]> {
  const own = await readCommits(place, await missingCommits(place, [head], [start]))
  const texts = [...own.values()].map((commit) => ({ id: commit.id, text: messageText(commit) }))
  const reverted = new Set(texts.flatMap(({ text }) => revertedIn(text)))
  const standing = texts.filter(({ id }) => !reverted.has(id))
  const picked = new Set(standing.flatMap(({ text }) => originsIn(text)))
  const there = await Promise.all(
    commits.map(async (commit) => picked.has(commit) || (await hasEqualPatch(place, head, commit, standing))),
  )
  const ancestors = await ancestorsOf(place, head, commits)
  return commits.filter(
    (commit, index) => there[index] || (ancestors.includes(commit) && !reverted.has(commit)),
  )
}

/** `--cherry-mark` marks the equal commits of both sides: one of the branch's own that still stands must be among them. */
async function hasEqualPatch(
  place: GitLocation,
  head: string,
  commit: string,
  standing: readonly { readonly id: string }[],
): Promise<boolean> {
  const range = [`${head}...${commit}`, `^${commit}^`]
  const marked = await run(place, 'rev-list', '--cherry-mark', '--no-merges', ...range)
  const equal = marked.stdout.split('\n').flatMap((line) => (line.startsWith('=') ? [line.slice(1)] : []))
  return equal.some((one) => standing.some(({ id }) => id === one))
}

async function linesOf(told: Promise<string>): Promise<readonly string[]> {
  return (await told).split('\n').filter(Boolean)
}
