import type { Context } from '../../context.js'
import { audit, type AuditedLine, type LineCommit, type Reintegration } from '../../domain/line/audit.js'
import { hasCommits, linesOf, nextPatch, patchesOf, type Line, type Refs } from '../../domain/line/line.js'
import { reintegrationBranchOf, servicesOf } from '../../domain/model/service.js'
import { configOf } from './line.js'

type Look = Awaited<ReturnType<Context['github']['hotfixes']['look']>>

type Known = Pick<Look, 'configuration' | 'trunk'>

/** The lines that were worked on since they began, with where each of their commits is on the default branch. */
export const readLines = (context: Context, refs: Refs, look: Known): Promise<readonly AuditedLine[]> =>
  readLinesAt(context, refs, look, look.trunk.commit)

/** The same in the history of a commit of the default branch. */
export async function readLinesAt(
  context: Context,
  refs: Refs,
  look: Known,
  judged: string,
): Promise<readonly AuditedLine[]> {
  const { git } = context
  const lines = linesOf(servicesOf(configOf(look)), refs).filter(hasCommits)
  await git.lines.fetch([
    judged,
    ...lines.flatMap(({ tips, start }) => (start === null ? tips : [...tips, start])),
  ])
  const told: { line: Line; commits: readonly LineCommit[] }[] = []
  const known = new Set<string>()
  for (const line of lines) {
    const start = line.start ?? (await git.lines.mergeBase(judged, line.head)) ?? judged
    const commits = await git.lines.audit({ main: judged, tips: line.tips, start })
    // Two branches of one M.m share commits: the nearer one tells of them.
    told.push({ line, commits: commits.filter(({ commit }) => !known.has(commit)) })
    for (const { commit } of commits) known.add(commit)
  }
  const open = told.filter(({ commits }) => commits.some(({ on, carries }) => on === null && carries))
  const brought = await readReintegrations(
    context,
    refs,
    look,
    open.map(({ line }) => line),
  )
  const reintegrations = await thoseIn(context, look, judged, brought)
  return told.map(({ line, commits }) => {
    const own = reintegrations.filter(({ pullRequest }) => branchesOf(line, refs).includes(pullRequest.head))
    const patches = patchesOf(line.service, refs, line.version)
    return { ...line, commits: audit(commits, patches, own), reintegrations: own }
  })
}

/**
 * Open ones, and those whose merge a commit has. The default branch has all of them: one that was merged a moment ago is there,
 * however old the head that we know of it.
 */
async function thoseIn(
  { git }: Context,
  { trunk }: Known,
  judged: string,
  all: readonly Reintegration[],
): Promise<readonly Reintegration[]> {
  const merges = judged === trunk.commit ? [] : all.flatMap(({ mergeCommit }) => mergeCommit ?? [])
  if (merges.length === 0) return all
  const there = await git.lines.contained(judged, merges)
  return all.filter(({ mergeCommit }) => mergeCommit === null || there.has(mergeCommit))
}

/** Under which branches the versions of a line come back, the next one included. */
const branchesOf = ({ service, version }: Line, refs: Refs): readonly string[] =>
  [
    ...patchesOf(service, refs, version).map((one) => one.version),
    nextPatch(service, [...refs.tags.keys()], version),
  ].map((one) => reintegrationBranchOf(service, one))

/** Those into the default branch alone: others brought nothing there. */
export async function readReintegrations(
  { github, repository }: Context,
  refs: Refs,
  { trunk }: Pick<Look, 'trunk'>,
  lines: readonly Line[],
): Promise<readonly Reintegration[]> {
  if (lines.length === 0) return []
  const from = [...new Set(lines.flatMap((line) => branchesOf(line, refs)))]
  const { reintegrations } = await github.lines.pulls(repository, { into: [], from })
  return reintegrations.filter(({ pullRequest }) => pullRequest.base === trunk.name)
}
