import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf } from '../demo/files.js'
import { run, type GitRepository } from '../git/run.js'
import type { SeedWish } from './wish.js'

/** Who wrote what, as git has it: `Name <address>`. */
export type AuthorOf = (pull: number) => string

/** The commits of a seeded repository. Lists begin with the oldest; `head` of a pull request is on no branch any more. */
export interface SeededHistory {
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

/**
 * One process makes all commits: of the service, of each release, then of each pull request its head and its squash. The refs
 * go into packed-refs at once: a file for each of thousands would take longer than all the rest.
 */
export async function makeHistory(
  git: GitRepository,
  name: string,
  wish: SeedWish,
  now: number,
  authorOf: AuthorOf,
): Promise<SeededHistory> {
  const marks = join(git.directory, 'seed-marks')
  const input = streamOf(name, wish, now, authorOf)
  await run(git, ['fast-import', '--quiet', '--force', '--date-format=raw', `--export-marks=${marks}`], {
    input,
  })
  const history = historyFrom(readFileSync(marks, 'utf8'), wish)
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

function streamOf(
  name: string,
  { adopted, releases, pulls }: SeedWish,
  now: number,
  authorOf: AuthorOf,
): string {
  const files = Object.entries(filesOf('widgets'))
    .filter(([path]) => adopted || !path.startsWith('.github/'))
    .map(([path, content]) => file(path, content))
  const seconds = (after: number): number => Math.floor(timeOf(now, after) / 1000)
  const onMain = releases + pulls
  const parts = [commit('main', 1, null, authorOf(0), seconds(onMain), `Serve ${name}`, files.join(''))]
  for (let at = 1; at <= releases; at += 1) {
    const version = file('VERSION', `${tagOf(at)}\n`)
    parts.push(commit('main', at + 1, at, authorOf(0), seconds(onMain - at), `Prepare ${tagOf(at)}`, version))
  }
  for (let at = 1; at <= pulls; at += 1) {
    const base = releases + at
    const change = file(`changes/${Math.floor(at / 100)}/${at}.md`, `# Change ${at}\n`)
    const when = seconds(pulls - at)
    parts.push(
      commit('pull', headMark(releases, pulls, at), base, authorOf(at), when, `Change ${at}`, change),
    )
    parts.push(commit('main', base + 1, base, authorOf(at), when, `Change ${at} (#${at})`, change))
  }
  return `${parts.join('')}done\n`
}

/** Main has the first marks, in its order; the heads of the pull requests follow. */
const headMark = (releases: number, pulls: number, pull: number): number => 1 + releases + pulls + pull

function commit(
  branch: 'main' | 'pull',
  mark: number,
  from: number | null,
  author: string,
  at: number,
  message: string,
  changes: string,
): string {
  const ref = branch === 'main' ? 'refs/heads/main' : 'refs/seed/pull'
  const who = `author ${author} ${at} +0000\ncommitter GitHub <noreply@github.com> ${at} +0000\n`
  const parent = from === null ? '' : `from :${from}\n`
  return `commit ${ref}\nmark :${mark}\n${who}${data(message)}${parent}${changes}\n`
}

const file = (path: string, content: string): string => `M 100644 inline ${path}\n${data(content)}`
const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`

function historyFrom(marks: string, { releases, pulls }: SeedWish): SeededHistory {
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
