import type { Context } from '../../context.js'
import type { AuditedLine } from '../../domain/line/audit.js'
import { type MainCommits, patchesOf, type Refs, type AffectedLine } from '../../domain/line/line.js'

/** How many first parents of a line are searched for the last one without commits of the default branch. */
const maxParents = 30

/** The commits of the default branch on a line, and the newest first parent of the line without any. */
export async function readMainCommits(
  { git }: Context,
  main: string,
  tip: string,
  versions: readonly string[],
): Promise<MainCommits> {
  const fromMain = await git.lines.commitsOfMain({ main, head: tip, known: versions })
  if (fromMain.length === 0) return { fromMain, before: null }
  for (const { commit } of await git.lines.firstParents(tip, maxParents))
    if ((await git.lines.commitsOfMain({ main, head: commit, known: versions })).length === 0)
      return { fromMain, before: commit }
  return { fromMain, before: null }
}

/** The lines with commits of the default branch. A line without a version is skipped. */
export async function readAffectedLines(
  context: Context,
  refs: Refs,
  main: string,
  lines: readonly AuditedLine[],
): Promise<readonly AffectedLine[]> {
  const { git } = context
  const affected: AffectedLine[] = []
  for (const { service, version, branch, head } of lines) {
    const versions = patchesOf(service, refs, version).map(({ commit }) => commit)
    if (versions.length === 0) continue
    await git.lines.fetch(versions)
    const mainCommits = await readMainCommits(context, main, head, versions)
    const { fromMain, before } = mainCommits
    const mergedCommits = await git.lines.missingCommits(
      fromMain,
      before === null ? versions : [before, ...versions],
    )
    if (fromMain.length > 0) affected.push({ branch, mainCommits, mergedCommits })
  }
  return affected
}
