import type { Context } from '../../context.js'
import type { AuditedLine } from '../../domain/line/audit.js'
import { type MainCommits, patchesOf, type Refs, type AffectedLine } from '../../domain/line/line.js'

/** As many merges into a line as are looked behind. */
const most = 30

/** What the line has of the default branch, and where it was before: the first parents of its merges tell. */
export async function readMainCommits(
  { git }: Context,
  main: string,
  tip: string,
  known: readonly string[],
): Promise<MainCommits> {
  const fromMain = await git.lines.commitsOfMain({ main, head: tip, known })
  if (fromMain.length === 0) return { fromMain, before: null }
  for (const { commit } of await git.lines.firstParents(tip, most))
    if ((await git.lines.commitsOfMain({ main, head: commit, known })).length === 0)
      return { fromMain, before: commit }
  return { fromMain, before: null }
}

/** Those of some lines that have commits of the default branch; one without any version is not judged. */
export async function readAffectedLines(
  context: Context,
  refs: Refs,
  main: string,
  lines: readonly AuditedLine[],
): Promise<readonly AffectedLine[]> {
  const { git } = context
  const told: AffectedLine[] = []
  for (const { service, version, branch, head } of lines) {
    const known = patchesOf(service, refs, version).map(({ commit }) => commit)
    if (known.length === 0) continue
    await git.lines.fetch(known)
    const mixed = await readMainCommits(context, main, head, known)
    const { fromMain, before } = mixed
    const flowed = await git.lines.missingCommits(fromMain, before === null ? known : [before, ...known])
    if (fromMain.length > 0) told.push({ branch, mixed, flowed })
  }
  return told
}
