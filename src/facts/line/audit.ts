import type { Context } from '../../context.js'
import { audit, type AuditedLine, type LineCommit, type Reintegration } from '../../domain/line/audit.js'
import { hasCommits, linesOf, nextPatch, patchesOf, type Line, type Refs } from '../../domain/line/line.js'
import { reintegrationBranchOf, servicesOf } from '../../domain/model/service.js'
import { configOf } from './line.js'

type HotfixQuery = Awaited<ReturnType<Context['github']['hotfixes']['query']>>

type RepositoryData = Pick<HotfixQuery, 'configuration' | 'trunk'>

/** The lines with commits of their own, and how each commit is on the default branch. */
export const readLines = (
  context: Context,
  refs: Refs,
  data: RepositoryData,
): Promise<readonly AuditedLine[]> => readLinesAt(context, refs, data, data.trunk.commit)

/** The same for the history of a commit of the default branch. */
export async function readLinesAt(
  context: Context,
  refs: Refs,
  data: RepositoryData,
  head: string,
): Promise<readonly AuditedLine[]> {
  const { git } = context
  const lines = linesOf(servicesOf(configOf(data)), refs).filter(hasCommits)
  await git.lines.fetch([
    head,
    ...lines.flatMap(({ tips, start }) => (start === null ? tips : [...tips, start])),
  ])
  const found: { line: Line; commits: readonly LineCommit[] }[] = []
  const seen = new Set<string>()
  for (const line of lines) {
    const start = line.start ?? (await git.lines.mergeBase(head, line.head)) ?? head
    const commits = await git.lines.audit({ main: head, tips: line.tips, start })
    // Two branches of one M.m share commits: they count for the first one.
    found.push({ line, commits: commits.filter(({ commit }) => !seen.has(commit)) })
    for (const { commit } of commits) seen.add(commit)
  }
  const incomplete = found.filter(({ commits }) => commits.some(({ on, carries }) => on === null && carries))
  const all = await readReintegrations(
    context,
    refs,
    data,
    incomplete.map(({ line }) => line),
  )
  const reintegrations = await reintegrationsIn(context, data, head, all)
  return found.map(({ line, commits }) => {
    const own = reintegrations.filter(({ pullRequest }) => branchesOf(line, refs).includes(pullRequest.head))
    const patches = patchesOf(line.service, refs, line.version)
    return { ...line, commits: audit(commits, patches, own), reintegrations: own }
  })
}

/**
 * The open reintegrations, and those whose merge is in the history of a commit. All count for the default branch, even one that
 * was merged after its head was read.
 */
async function reintegrationsIn(
  { git }: Context,
  { trunk }: RepositoryData,
  head: string,
  all: readonly Reintegration[],
): Promise<readonly Reintegration[]> {
  const merges = head === trunk.commit ? [] : all.flatMap(({ mergeCommit }) => mergeCommit ?? [])
  if (merges.length === 0) return all
  const contained = await git.lines.contained(head, merges)
  return all.filter(({ mergeCommit }) => mergeCommit === null || contained.has(mergeCommit))
}

/** The reintegration branches of the versions of a line, including the next version. */
const branchesOf = ({ service, version }: Line, refs: Refs): readonly string[] =>
  [
    ...patchesOf(service, refs, version).map((patch) => patch.version),
    nextPatch(service, [...refs.tags.keys()], version),
  ].map((patch) => reintegrationBranchOf(service, patch))

/** The pull requests from the reintegration branches into the default branch. */
export async function readReintegrations(
  { github, repository }: Context,
  refs: Refs,
  { trunk }: Pick<RepositoryData, 'trunk'>,
  lines: readonly Line[],
): Promise<readonly Reintegration[]> {
  if (lines.length === 0) return []
  const from = [...new Set(lines.flatMap((line) => branchesOf(line, refs)))]
  const { reintegrations } = await github.lines.pulls(repository, { into: [], from })
  return reintegrations.filter(({ pullRequest }) => pullRequest.base === trunk.name)
}
