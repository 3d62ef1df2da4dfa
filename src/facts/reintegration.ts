import type { Context } from '../context.js'
import { missingOf, openOf, type AuditedCommit, type Reintegration } from '../domain/audit.js'
import { commitOf, type Refs } from '../domain/line.js'
import { broughtBesides, endOf, type LineEnd } from '../domain/line-end.js'
import { mayMerge, type Proposal, type ReintegrationFacts } from '../domain/reintegration.js'
import { nameOf, reintegrationBranchOf } from '../domain/service.js'
import { readLines } from './audit.js'
import { configOf, named } from './line.js'
import { readConflicts } from './pick.js'

/**
 * What comes back, and the commits that bring it: they exist before anything is written. Null where no line has anything.
 * `byActions`: its pull request is opened with the token of Actions.
 */
export async function readReintegration(
  context: Context,
  wish: string | null,
  byActions = context.run !== null,
): Promise<ReintegrationFacts | null> {
  const { git, github, repository } = context
  const [refs, look] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.look(repository, { environments: [] }),
  ])
  const lines = await readLines(context, refs, look)
  const end = endOf(lines, refs, wish === null ? null : named(configOf(look), wish))
  if (!end) return null
  return { ...(await bringing(context, end, refs, look, byActions)), besides: broughtBesides(lines, end) }
}

type Look = Awaited<ReturnType<Context['github']['hotfixes']['look']>>

async function bringing(
  context: Context,
  end: LineEnd,
  refs: Refs,
  { trunk, takesMerges }: Look,
  byActions: boolean,
): Promise<Omit<ReintegrationFacts, 'besides'>> {
  const { repository, run } = context
  const { line, version } = end
  const commits = await upTo(context, end)
  const own = reintegrationBranchOf(line.service, version)
  const open = openOf(line, own, missingOf(commits))
  const branch = open?.pullRequest.head ?? own
  const pushed = commitOf(refs, branch)
  const wanted: Wanted = { ...end, main: trunk.commit, mainName: trunk.name, commits, pushed, takesMerges }
  return {
    repository,
    defaultBranch: trunk.name,
    service: line.service,
    version,
    branch,
    line: line.branch,
    commits,
    proposal: await propose(context, wanted),
    pushed,
    open,
    silent: run === null && (await isSilent(context, open)),
    byActions,
  }
}

interface Wanted extends LineEnd {
  readonly main: string
  readonly mainName: string
  readonly commits: readonly AuditedCommit[]
  readonly pushed: string | null
  readonly takesMerges: boolean
}

/** The line's commits that the end has. */
async function upTo({ git }: Context, { line, commit }: LineEnd): Promise<readonly AuditedCommit[]> {
  if (line.tips.every((tip) => tip === commit)) return line.commits
  const contained = await git.lines.contained(
    commit,
    line.commits.map((one) => one.commit),
  )
  return line.commits.filter((one) => contained.has(one.commit))
}

/** The branch as it is where it has everything; else the first way that goes without a conflict; null where nothing is missing. */
async function propose(context: Context, wanted: Wanted): Promise<Proposal | null> {
  const { main, commits, pushed } = wanted
  if (missingOf(commits).length === 0) return null
  if (pushed === null) return compose(context, wanted, main, missingOf(commits))
  await context.git.lines.fetch([pushed])
  const lacking = await lackingOn(context, wanted, pushed)
  if (lacking.length > 0) return compose(context, wanted, pushed, lacking)
  return { how: 'there', head: pushed, conflicts: await clashes(context, main, pushed) }
}

/** A merge, else picks, else the line as it is, for people to settle. */
async function compose(
  context: Context,
  wanted: Wanted,
  onto: string,
  lacking: readonly AuditedCommit[],
): Promise<Proposal> {
  const made = (await merged(context, wanted, onto)) ?? (await picked(context, lacking, onto))
  const { commit } = wanted
  return made ?? { how: 'conflict', head: commit, conflicts: await clashes(context, onto, commit) }
}

/** What is missing on main, and not on the branch either. */
async function lackingOn(
  { git }: Context,
  { main, commit, commits }: Wanted,
  pushed: string,
): Promise<readonly AuditedCommit[]> {
  if ((await git.lines.ancestors(pushed, [commit])).length > 0) return []
  const missing = missingOf(commits)
  const start = (await git.lines.parting(main, pushed)) ?? main
  const there = await git.lines.alreadyOn(
    { head: pushed, start },
    missing.map((one) => one.commit),
  )
  return missing.filter((one) => !there.includes(one.commit))
}

async function merged(
  { git }: Context,
  { line, version, commit, commits, takesMerges, mainName }: Wanted,
  onto: string,
): Promise<Proposal | null> {
  if (!mayMerge(commits, takesMerges)) return null
  const message = `Reintegrate ${nameOf(line.service, version)} into ${mainName}\n`
  const merge = await git.lines.merge(onto, commit, message)
  return 'commit' in merge ? { how: 'merge', head: merge.commit, conflicts: [] } : null
}

async function picked(
  { git }: Context,
  lacking: readonly AuditedCommit[],
  onto: string,
): Promise<Proposal | null> {
  const { head, picks } = await git.lines.pickEach(
    onto,
    lacking.map(({ commit }) => commit),
    { keepEmpty: true },
  )
  return picks.at(-1)?.result === 'conflict' ? null : { how: 'picks', head, conflicts: [] }
}

/** The files in which two commits conflict, and where their sides come from. */
async function clashes(context: Context, one: string, other: string): Promise<Proposal['conflicts']> {
  const trial = await context.git.lines.merge(one, other, '')
  return 'paths' in trial ? readConflicts(context, trial.paths, one, other) : []
}

/** Opened by Actions, and no check has started since. */
async function isSilent({ github, repository }: Context, open: Reintegration | null): Promise<boolean> {
  if (open?.pullRequest.author !== 'github-actions') return false
  return github.hotfixes.isSilent(repository, open.pullRequest.number)
}
