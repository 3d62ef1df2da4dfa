import type { Context } from '../../context.js'
import {
  missingOf,
  openReintegration,
  type AuditedCommit,
  type Reintegration,
} from '../../domain/line/audit.js'
import { commitOf, type Refs } from '../../domain/line/line.js'
import {
  otherReintegrations,
  reintegrationVersion,
  type ReintegrationVersion,
} from '../../domain/reintegrate/version.js'
import { mayMerge } from '../../domain/reintegrate/reintegrate.js'
import { type ReintegrationPullRequest, type ReintegrationFacts } from '../../domain/reintegrate/facts.js'
import { reintegrationBranchOf, versionName } from '../../domain/model/service.js'
import { serviceVersionMeant } from '../../domain/model/version-meant.js'
import { readLines } from '../line/audit.js'
import { readHoldsOnly, readStaleBranch } from './stale-branch.js'
import { configOf } from '../line/line.js'
import { readConflicts } from '../hotfix/cherry-pick.js'

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
  const end = reintegrationVersion(
    lines,
    refs,
    wish === null ? null : serviceVersionMeant(configOf(look), wish),
  )
  if (!end) return null
  const besides = wish === null ? otherReintegrations(lines, end) : []
  return { ...(await bringing(context, end, look, { refs, byActions })), besides }
}

type Look = Awaited<ReturnType<Context['github']['hotfixes']['look']>>

async function bringing(
  context: Context,
  end: ReintegrationVersion,
  { trunk, takesMerges }: Look,
  { refs, byActions }: { readonly refs: Refs; readonly byActions: boolean },
): Promise<Omit<ReintegrationFacts, 'besides'>> {
  const { repository, run } = context
  const { line, version } = end
  const commits = await upTo(context, end)
  const own = reintegrationBranchOf(line.service, version)
  const open = openReintegration(line, own, missingOf(commits))
  const branch = open?.pullRequest.head ?? own
  const pushed = commitOf(refs, branch)
  const known = { main: trunk.commit, mainName: trunk.name, takesMerges }
  const wanted: Wanted = { ...end, ...known, commits, branch, pushed, isOpen: open !== null }
  return {
    repository,
    defaultBranch: trunk.name,
    service: line.service,
    version,
    branch,
    line: line.branch,
    commits,
    ...(await propose(context, wanted)),
    pushed,
    open,
    silent: run === null && (await isSilent(context, open)),
    byActions,
  }
}

interface Wanted extends ReintegrationVersion {
  readonly main: string
  readonly mainName: string
  readonly commits: readonly AuditedCommit[]
  readonly branch: string
  readonly pushed: string | null
  readonly isOpen: boolean
  readonly takesMerges: boolean
}
type Proposed = Pick<ReintegrationFacts, 'proposal' | 'left'>

/** The line's commits that the end has. */
async function upTo(
  { git }: Context,
  { line, commit }: ReintegrationVersion,
): Promise<readonly AuditedCommit[]> {
  if (line.tips.every((tip) => tip === commit)) return line.commits
  const contained = await git.lines.contained(
    commit,
    line.commits.map((one) => one.commit),
  )
  return line.commits.filter((one) => contained.has(one.commit))
}

/** From main where there is no branch yet. Null where nothing is missing. */
async function propose(context: Context, wanted: Wanted): Promise<Proposed> {
  const { main, commits, pushed } = wanted
  const missing = missingOf(commits)
  if (missing.length === 0) return { proposal: null, left: null }
  if (pushed === null) return { proposal: await compose(context, wanted, main, missing), left: null }
  await context.git.lines.fetch([pushed])
  return wanted.isOpen
    ? { proposal: await goOn(context, wanted, pushed), left: null }
    : proposeUnasked(context, wanted, pushed)
}

/** Without an open pull request: on the branch as long as that goes by itself, else anew; what people settled there is theirs to go on with. */
async function proposeUnasked(context: Context, wanted: Wanted, pushed: string): Promise<Proposed> {
  const onward = await goOnUnlessMore(context, wanted, pushed)
  if (onward && onward.how !== 'conflict') return { proposal: onward, left: null }
  const left = await readStaleBranch(context, wanted, pushed)
  if (onward && left.lost.length > 0) return { proposal: onward, left: null }
  return { proposal: await compose(context, wanted, wanted.main, missingOf(wanted.commits)), left }
}

const goOnUnlessMore = async (
  context: Context,
  wanted: Wanted,
  pushed: string,
): Promise<ReintegrationPullRequest | null> =>
  (await readHoldsOnly(context, wanted, pushed)) ? goOn(context, wanted, pushed) : null

/** The branch as it is where it has everything; else the first way that goes without a conflict. */
async function goOn(context: Context, wanted: Wanted, pushed: string): Promise<ReintegrationPullRequest> {
  const lacking = await lackingOn(context, wanted, pushed)
  if (lacking.length > 0) return compose(context, wanted, pushed, lacking)
  return { how: 'there', head: pushed, conflicts: await clashes(context, wanted.main, pushed) }
}

/** A merge, else picks, else the line as it is, for people to settle. */
async function compose(
  context: Context,
  wanted: Wanted,
  onto: string,
  lacking: readonly AuditedCommit[],
): Promise<ReintegrationPullRequest> {
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
  const start = (await git.lines.mergeBase(main, pushed)) ?? main
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
): Promise<ReintegrationPullRequest | null> {
  if (!mayMerge(commits, takesMerges)) return null
  const message = `Reintegrate ${versionName(line.service, version)} into ${mainName}\n`
  const merge = await git.lines.merge(onto, commit, message)
  return 'commit' in merge ? { how: 'merge', head: merge.commit, conflicts: [] } : null
}

async function picked(
  { git }: Context,
  lacking: readonly AuditedCommit[],
  onto: string,
): Promise<ReintegrationPullRequest | null> {
  const { head, picks } = await git.lines.pickEach(
    onto,
    lacking.map(({ commit }) => commit),
    { keepEmpty: true },
  )
  return picks.at(-1)?.result === 'conflict' ? null : { how: 'picks', head, conflicts: [] }
}

/** The files in which two commits conflict, and where their sides come from. */
async function clashes(
  context: Context,
  one: string,
  other: string,
): Promise<ReintegrationPullRequest['conflicts']> {
  const trial = await context.git.lines.merge(one, other, '')
  return 'paths' in trial ? readConflicts(context, trial.paths, one, other) : []
}

/** Opened by Actions, and no check has started since. */
async function isSilent({ github, repository }: Context, open: Reintegration | null): Promise<boolean> {
  if (open?.pullRequest.author !== 'github-actions') return false
  return github.hotfixes.isSilent(repository, open.pullRequest.number)
}
