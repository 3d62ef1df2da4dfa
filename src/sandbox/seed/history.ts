import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf } from '../demo/files.js'
import { run, type GitRepository } from '../git/run.js'
import type { SeedOptions } from './options.js'

/** The author of a pull request in git's format, `Name <address>`. */
export type AuthorOf = (pull: number) => string

/** The commits of a seeded repository, oldest first. The `head` of a pull request is not on any branch. */
export interface SeededHistory {
  /** When the repository was seeded, in milliseconds. */
  readonly now: number
  readonly main: readonly string[]
  readonly releases: readonly string[]
  readonly pulls: readonly { readonly base: string; readonly head: string; readonly squashed: string }[]
}

/** Milliseconds between two commits of main. */
const commitInterval = 60_000
/** The time, in milliseconds, of the commit of main that `after` commits follow. */
export const timeOf = (now: number, after: number): number => now - (after + 1) * commitInterval
export const tagOf = (release: number): string => `v0.${release}.0`
export const branchOf = (pull: number): string => `feature/${pull}`

/** The history to create for the service `name`. `now`: milliseconds. */
export interface HistoryPlan {
  readonly name: string
  readonly options: SeedOptions
  readonly now: number
  readonly authorOf: AuthorOf
}

/**
 * Creates all commits with one `git fast-import`: the service, each release, then head and squash of each pull request. Writes the
 * refs directly to packed-refs: one file for each of thousands of refs would take longer than everything else.
 */
export async function makeHistory(git: GitRepository, plan: HistoryPlan): Promise<SeededHistory> {
  const marks = join(git.directory, 'seed-marks')
  const input = streamOf(plan)
  await run(git, ['fast-import', '--quiet', '--force', '--date-format=raw', `--export-marks=${marks}`], {
    input,
  })
  const history = { now: plan.now, ...historyFrom(readFileSync(marks, 'utf8'), plan.options) }
  const refs = [
    ...history.releases.map((sha, index) => `${sha} refs/tags/${tagOf(index + 1)}`),
    ...history.pulls.map(({ head }, index) => `${head} refs/pull/${index + 1}/head`),
  ].toSorted((a, b) => (a.slice(41) < b.slice(41) ? -1 : 1))
  writeFileSync(
    join(git.directory, 'packed-refs'),
    ['# pack-refs with: peeled fully-peeled sorted ', ...refs, ''].join('\n'),
  )
  rmSync(marks)
  rmSync(join(git.directory, 'refs', 'seed'), { recursive: true, force: true })
  return history
}

function streamOf({ name, options, now, authorOf }: HistoryPlan): string {
  const { adopted, releases, pulls } = options
  const files = Object.entries(filesOf('widgets'))
    .filter(([path]) => adopted || !path.startsWith('.github/'))
    .map(([path, content]) => file(path, content))
  const seconds = (after: number): number => Math.floor(timeOf(now, after) / 1000)
  const laterCommits = releases + pulls
  const first = {
    branch: 'main',
    mark: 1,
    from: null,
    author: authorOf(0),
    at: seconds(laterCommits),
    message: `Serve ${name}`,
    changes: files.join(''),
  } as const
  const parts = [commit(first)]
  for (let release = 1; release <= releases; release += 1)
    parts.push(
      commit({
        branch: 'main',
        mark: release + 1,
        from: release,
        author: authorOf(0),
        at: seconds(laterCommits - release),
        message: `Prepare ${tagOf(release)}`,
        changes: file('VERSION', `${tagOf(release)}\n`),
      }),
    )
  for (let pull = 1; pull <= pulls; pull += 1) {
    const from = releases + pull
    const changes = file(`changes/${Math.floor(pull / 100)}/${pull}.md`, `# Change ${pull}\n`)
    const common = { from, author: authorOf(pull), at: seconds(pulls - pull), changes }
    const [mark, message] = [headMark(releases, pulls, pull), `Change ${pull}`]
    parts.push(commit({ ...common, branch: 'pull', mark, message }))
    parts.push(commit({ ...common, branch: 'main', mark: from + 1, message: `${message} (#${pull})` }))
  }
  return `${parts.join('')}done\n`
}

/** The mark of a pull request's head. The first marks are the commits of main, in order; the heads follow. */
const headMark = (releases: number, pulls: number, pull: number): number => 1 + releases + pulls + pull

/** A commit of the stream. `mark` and `from`: its mark and its parent's; `at`: seconds; `changes`: lines of the stream. */
interface SeededCommit {
  readonly branch: 'main' | 'pull'
  readonly mark: number
  readonly from: number | null
  readonly author: string
  readonly at: number
  readonly message: string
  readonly changes: string
}

function commit({ branch, mark, from, author, at, message, changes }: SeededCommit): string {
  const ref = branch === 'main' ? 'refs/heads/main' : 'refs/seed/pull'
  const who = `author ${author} ${at} +0000\ncommitter GitHub <noreply@github.com> ${at} +0000\n`
  const parent = from === null ? '' : `from :${from}\n`
  return `commit ${ref}\nmark :${mark}\n${who}${data(message)}${parent}${changes}\n`
}

const file = (path: string, content: string): string => `M 100644 inline ${path}\n${data(content)}`
const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`

function historyFrom(marks: string, { releases, pulls }: SeedOptions): Omit<SeededHistory, 'now'> {
  const shas = new Map(
    marks
      .trim()
      .split('\n')
      .map((line) => [Number(line.slice(1, line.indexOf(' '))), line.slice(line.indexOf(' ') + 1)]),
  )
  const sha = (mark: number): string => {
    const found = shas.get(mark)
    if (found === undefined) throw new Error(`git fast-import created no commit with mark ${mark}.`)
    return found
  }
  return {
    main: Array.from({ length: 1 + releases + pulls }, (_, index) => sha(index + 1)),
    releases: Array.from({ length: releases }, (_, index) => sha(index + 2)),
    pulls: Array.from({ length: pulls }, (_, index) => ({
      base: sha(releases + index + 1),
      head: sha(headMark(releases, pulls, index + 1)),
      squashed: sha(releases + index + 2),
    })),
  }
}
