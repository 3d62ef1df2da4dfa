import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf } from '../demo/files.js'
import { run, type GitRepository } from '../git/run.js'
import type { SeedOptions } from './options.js'

/** Who wrote what, as git has it: `Name <address>`. */
export type AuthorOf = (pull: number) => string

/** The commits of a seeded repository. Lists begin with the oldest; `head` of a pull request is on no branch any more. */
export interface SeededHistory {
  /** When the repository is seeded, in milliseconds. */
  readonly now: number
  readonly main: readonly string[]
  readonly releases: readonly string[]
  readonly pulls: readonly { readonly base: string; readonly head: string; readonly squashed: string }[]
}

/** Milliseconds between two commits of main. */
const pace = 60_000
/** When the commit of main came to be that `after` others follow. */
export const timeOf = (now: number, after: number): number => now - (after + 1) * pace
export const tagOf = (release: number): string => `v0.${release}.0`
export const branchOf = (pull: number): string => `feature/${pull}`

/** The history of the service `name` that is to be made. `now`: milliseconds. */
export interface HistoryPlan {
  readonly name: string
  readonly options: SeedOptions
  readonly now: number
  readonly authorOf: AuthorOf
}

/**
 * One process makes all commits: of the service, of each release, then of each pull request its head and its squash. The refs
 * go into packed-refs at once: a file for each of thousands would take longer than all the rest.
 */
export async function makeHistory(git: GitRepository, plan: HistoryPlan): Promise<SeededHistory> {
  const marks = join(git.directory, 'seed-marks')
  const input = streamOf(plan)
  await run(git, ['fast-import', '--quiet', '--force', '--date-format=raw', `--export-marks=${marks}`], {
    input,
  })
  const history = { now: plan.now, ...historyFrom(readFileSync(marks, 'utf8'), plan.options) }
  const refs = [
    ...history.releases.map((sha, at) => `${sha} refs/tags/${tagOf(at + 1)}`),
    ...history.pulls.map(({ head }, at) => `${head} refs/pull/${at + 1}/head`),
  ].toSorted((one, other) => (one.slice(41) < other.slice(41) ? -1 : 1))
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
  const onMain = releases + pulls
  const first = {
    branch: 'main',
    mark: 1,
    from: null,
    author: authorOf(0),
    at: seconds(onMain),
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
        at: seconds(onMain - release),
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

/** Main has the first marks, in its order; the heads of the pull requests follow. */
const headMark = (releases: number, pulls: number, pull: number): number => 1 + releases + pulls + pull

/** A commit of the stream. Marks are its own number and its parent's; `at`: seconds; `changes`: the stream's lines. */
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
    if (found === undefined) throw new Error(`git fast-import made no commit of mark ${mark}.`)
    return found
  }
  return {
    main: Array.from({ length: 1 + releases + pulls }, (_, at) => sha(at + 1)),
    releases: Array.from({ length: releases }, (_, at) => sha(at + 2)),
    pulls: Array.from({ length: pulls }, (_, at) => ({
      base: sha(releases + at + 1),
      head: sha(headMark(releases, pulls, at + 1)),
      squashed: sha(releases + at + 2),
    })),
  }
}
