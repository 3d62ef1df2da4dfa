import type { LineCommit } from '../domain/line/audit.js'
import { missingCommits } from './missing-commits.js'
import { readCommits, messageText, type Commit } from './commit.js'
import { mergeTrees } from './merge.js'
import { notInClone } from './remote.js'
import { gitOutput, run, type GitLocation } from './run.js'
import { isPackMessage, originsIn, pickedFrom, revertedIn } from './cherry-pick-trailers.js'

export interface AuditRange {
  /** The branch that must contain every commit of the line. */
  readonly main: string
  /** The newest commits of the line: its head and its tags. */
  readonly tips: readonly string[]
  /** The commit at which the line starts. */
  readonly start: string
}

/** A commit of the line with its message. */
type MarkedCommit = Omit<LineCommit, 'subject' | 'origins'> & { readonly text: string }

/**
 * Lists the commits of a line after its start, oldest first, and how each is on main: as an ancestor, as an equal patch
 * (`git cherry`), or as a cherry-pick in either direction.
 */
export async function auditLine(
  location: GitLocation,
  { main, tips, start }: AuditRange,
): Promise<readonly LineCommit[]> {
  const ends =
    tips.length > 1 ? await linesOf(gitOutput(location, 'merge-base', '--independent', ...tips)) : tips
  const [all, marked] = await Promise.all([
    linesOf(gitOutput(location, 'rev-list', '--topo-order', '--reverse', '--boundary', ...ends, `^${start}`)),
    Promise.all(ends.map((end) => readCherryMarks(location, main, end, start))),
  ])
  const marks = new Map(marked.flat())
  const commits = await readCommits(
    location,
    all.map((id) => id.replace('-', '')),
  )
  const lineCommits: MarkedCommit[] = []
  for (const id of all.filter((oid) => !oid.startsWith('-'))) {
    const commit = commits.get(id)!
    const on = !marks.has(id) ? 'ancestry' : marks.get(id) ? 'patch' : null
    const carries = on !== null || (await hasOwnChange(location, commit, commits))
    lineCommits.push({ commit: id, parents: commit.parents, text: messageText(commit), carries, on })
  }
  return markPicks(location, main, ends, lineCommits)
}

/** The commits that main does not contain, and whether it has an equal patch for each. */
async function readCherryMarks(
  location: GitLocation,
  main: string,
  end: string,
  start: string,
): Promise<readonly (readonly [string, boolean])[]> {
  const args = ['--cherry-mark', '--right-only', `${main}...${end}`, `^${start}`]
  const marked = await linesOf(gitOutput(location, 'rev-list', ...args))
  return marked.map((line) => [line.replace(/^[=+>]/, ''), line.startsWith('=')] as const)
}

/** Whether a commit changes anything that its parents, or their clean merge, do not contain. */
async function hasOwnChange(
  location: GitLocation,
  { tree, parents }: Commit,
  commits: ReadonlyMap<string, Commit>,
): Promise<boolean> {
  const [first, second, third] = parents
  if (first === undefined || third !== undefined) return true
  if (second === undefined) return commits.get(first)?.tree !== tree
  const merged = await mergeTrees(location, first, second)
  return 'paths' in merged || merged.tree !== tree
}

/**
 * Marks the picks whose patch differs because a conflict was resolved: their messages name the origin. A commit counts as on
 * main if main picked it, or if every part of its message is a pick of a commit on main.
 */
async function markPicks(
  location: GitLocation,
  main: string,
  ends: readonly string[],
  commits: readonly MarkedCommit[],
): Promise<readonly LineCommit[]> {
  const isOpen = ({ on, carries }: MarkedCommit): boolean => on === null && carries
  const open = commits.filter(isOpen)
  const texts = await readMessages(
    location,
    open.flatMap(({ text }) => originsIn(text)),
  )
  const onMain = new Set(await ancestorsOf(location, main, [...texts.keys()]))
  const picked = open.length > 0 ? await pickedOn(location, main, ends) : new Set<string>()
  return commits.map(({ text, ...commit }) => {
    const origins = isOpen({ text, ...commit }) ? pickedFrom(text, (id) => texts.get(id)) : []
    const isOn = (part: readonly string[]): boolean =>
      part.some((origin) => onMain.has(origin) || picked.has(origin))
    const isPicked = picked.has(commit.commit) || (origins.length > 0 && origins.every(isOn))
    const subject = text.split('\n')[0] ?? ''
    return { ...commit, subject, origins, on: commit.on ?? (isPicked ? 'patch' : null) }
  })
}

/** The commits that main picked since the line branched off, according to its messages. */
async function pickedOn(
  location: GitLocation,
  main: string,
  ends: readonly string[],
): Promise<ReadonlySet<string>> {
  const grep = ['--fixed-strings', '--grep=(cherry picked from commit ', '--format=%B']
  return new Set(
    originsIn(await gitOutput(location, 'rev-list', ...grep, main, ...ends.map((end) => `^${end}`))),
  )
}

/** The messages of the commits that are in the clone. */
async function readMessages(
  location: GitLocation,
  commits: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const unknown = await notInClone(location, commits)
  const known = [...new Set(commits)].filter((commit) => !unknown.includes(commit))
  return new Map([...(await readCommits(location, known))].map(([id, commit]) => [id, messageText(commit)]))
}

/** The commits that `tip` contains; leaves out commits that are not in the clone. */
export async function ancestorsOf(
  location: GitLocation,
  tip: string,
  commits: readonly string[],
): Promise<readonly string[]> {
  const contained = await Promise.all(
    commits.map(
      async (commit) => (await run(location, 'merge-base', '--is-ancestor', commit, tip)).code === 0,
    ),
  )
  return commits.filter((_, index) => contained[index])
}

/**
 * The first-parent commits of main that `head` contains and none of `known` (the versions on the line) does, newest first. The
 * commits of a pull request do not count: a line and main may share them.
 */
export async function commitsOfMain(
  location: GitLocation,
  { main, head, known }: { readonly main: string; readonly head: string; readonly known: readonly string[] },
): Promise<readonly string[]> {
  const own = new Set(await missingCommits(location, [head], known))
  if (own.size === 0) return []
  const ofMain = await missingCommits(location, [main], known, '--first-parent')
  return ofMain.filter((commit) => own.has(commit))
}

/** The commits of a branch that `known` does not contain, oldest first, without merges. */
export const ownCommits = (
  location: GitLocation,
  head: string,
  known: readonly string[],
): Promise<readonly string[]> => missingCommits(location, [head], known, '--reverse', '--no-merges')

/** The commits of a branch after `tip` whose messages name an origin, oldest first. */
export async function pickedInto(
  location: GitLocation,
  head: string,
  tip: string,
): Promise<readonly { readonly commit: string; readonly origins: readonly string[] }[]> {
  const own = await missingCommits(location, [head], [tip], '--reverse')
  const commits = await readCommits(location, own)
  return own.flatMap((commit) => {
    const text = messageText(commits.get(commit)!)
    const origins = isPackMessage(text) ? [] : originsIn(text)
    return origins.length > 0 ? [{ commit, origins }] : []
  })
}

/**
 * The commits that a branch already has after `start`: as an ancestor, an equal patch or a pick, unless a later commit of the
 * branch reverts it.
 */
export async function alreadyOn(
  location: GitLocation,
  { head, start }: { readonly head: string; readonly start: string },
  commits: readonly string[],
): Promise<readonly string[]> {
  const own = await readCommits(location, await missingCommits(location, [head], [start]))
  const texts = [...own.values()].map((commit) => ({ id: commit.id, text: messageText(commit) }))
  const reverted = new Set(texts.flatMap(({ text }) => revertedIn(text)))
  const standing = texts.filter(({ id }) => !reverted.has(id))
  const picked = new Set(standing.flatMap(({ text }) => originsIn(text)))
  const found = await Promise.all(
    commits.map(
      async (commit) => picked.has(commit) || (await hasEqualPatch(location, head, commit, standing)),
    ),
  )
  const ancestors = await ancestorsOf(location, head, commits)
  return commits.filter(
    (commit, index) => found[index] || (ancestors.includes(commit) && !reverted.has(commit)),
  )
}

/** `--cherry-mark` marks equal commits on both sides; at least one must be a commit of the branch that is not reverted. */
async function hasEqualPatch(
  location: GitLocation,
  head: string,
  commit: string,
  standing: readonly { readonly id: string }[],
): Promise<boolean> {
  const range = [`${head}...${commit}`, `^${commit}^`]
  const marked = await run(location, 'rev-list', '--cherry-mark', '--no-merges', ...range)
  const equal = marked.stdout.split('\n').flatMap((line) => (line.startsWith('=') ? [line.slice(1)] : []))
  return equal.some((id) => standing.some((commit) => commit.id === id))
}

async function linesOf(output: Promise<string>): Promise<readonly string[]> {
  return (await output).split('\n').filter(Boolean)
}
