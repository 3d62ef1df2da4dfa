import { shortCommit } from '../../lib/commit.js'
import type { Context } from '../../context.js'
import { requireEnvironment } from '../../domain/model/environment.js'
import { commitsOf, type PickSource } from '../../domain/hotfix/cherry-pick.js'
import { isForward, type RedeployVersionFacts } from '../../domain/rollback/redeploy-version.js'
import { revertMessage, revertBranchOf } from '../../domain/rollback/revert.js'
import { type OpenRevert, type RevertFacts, type RevertTarget } from '../../domain/rollback/facts.js'
import { tagsBelow } from '../../domain/release/view.js'
import type { Service } from '../../domain/model/service.js'
import { versionMeant } from '../../domain/model/version-meant.js'
import { deployFile } from '../../domain/model/pack-names.js'
import { RelError } from '../../errors.js'
import { readApproval } from '../approval/approval.js'
import { readChanges } from '../release/changes.js'
import { readDigest } from '../model/image.js'
import { readConflicts } from '../hotfix/cherry-pick.js'
import { targetOf, type ProductionHistory } from '../../domain/rollback/target.js'
import { readRollbackFacts, type RollbackFacts, type RollbackOptions } from './target.js'

/** The facts for reverting everything since a version. */
export async function readRollback(context: Context, options: RollbackOptions): Promise<RevertFacts> {
  const { to } = options
  const rollback = await readRollbackFacts(
    context,
    options,
    ({ previous }) => to !== undefined || previous !== null,
  )
  const { service, versions, trunk, defaultBranch, repository } = rollback
  const tag = targetOf(rollback, to)
  const released = [tag, ...tagsBelow(service, versions, tag.version)]
  const { changes } = await readChanges(context, {
    head: trunk,
    released,
    service,
    branches: [defaultBranch],
  })
  const pulls = changes.flatMap(({ pull }) => pull?.number ?? [])
  const target: RevertTarget = { kind: 'version', service, version: tag.version, pulls }
  await context.git.lines.fetch([trunk, tag.commit ?? tag.object])
  const message = messageText(repository, target)
  const files = { from: tag.object, paths: service.paths, kept: ['.github'], message }
  const attempt = await context.git.lines.restoreFiles(trunk, files)
  const facts = await withBranch(context, rollback, target, attempt)
  const { pushed, open } = facts
  if (!attempt || !open || pushed === null) return facts
  return {
    ...facts,
    open: await withUpdate(context, open, { pushed, trunk, restored: attempt.commit, message }),
  }
}

interface UpdateOptions {
  readonly pushed: string
  readonly trunk: string
  /** The commit with the version's files on top of the default branch. */
  readonly restored: string
  readonly message: string
}

/** Adds the text of the open pull request, and the commit that brings its branch up to date. */
async function withUpdate(
  context: Context,
  { pullRequest }: OpenRevert,
  { pushed, trunk, restored, message }: UpdateOptions,
): Promise<OpenRevert> {
  const { git, github, repository } = context
  const [{ own }] = await Promise.all([
    github.hotfixes.query(repository, { environments: [], head: pullRequest.head }),
    git.lines.fetch([pushed]),
  ])
  const body = own.find(({ number }) => number === pullRequest.number)?.body ?? ''
  const update = await git.lines.updateRevertBranch(pushed, { onto: trunk, wanted: restored, message })
  if (!update || 'commit' in update) return { pullRequest, body, update }
  const conflicts = await readConflicts(context, update.paths, trunk, pushed)
  return { pullRequest, body, update: { conflicts } }
}

/** The facts for reverting one pull request. */
export async function readRevert(
  context: Context,
  number: number,
  service: string | undefined,
): Promise<RevertFacts> {
  const rollback = await readRollbackFacts(context, { service, to: undefined }, () => true)
  const { trunk, repository, defaultBranch } = rollback
  const { lines } = context.git
  const { sources } = await context.github.hotfixes.query(repository, { environments: [], picks: [number] })
  const source = mergedSource(sources[0], number, repository)
  await lines.fetch([trunk, source.mergeCommit])
  if (!(await lines.contained(trunk, [source.mergeCommit])).has(source.mergeCommit))
    throw new RelError('not-found', `#${number} is not on ${defaultBranch}.`, {
      hint: `Name a pull request that was merged into ${defaultBranch}.`,
    })
  const chain = await lines.firstParents(source.mergeCommit, Math.max(1, source.commits.length) + 1)
  const commits = commitsOf(source, chain.slice(0, Math.max(1, source.commits.length)))
  const before = await parentOf(context, commits[0] ?? source.mergeCommit)
  const target: RevertTarget = { kind: 'pull', number, title: source.title }
  const range = { last: source.mergeCommit, before, message: messageText(repository, target) }
  const attempt = await lines.revertRange(trunk, range)
  if (!attempt || 'commit' in attempt) return withBranch(context, rollback, target, attempt)
  const conflicts = await readConflicts(context, attempt.paths, trunk, source.mergeCommit)
  return withBranch(context, rollback, target, { conflicts })
}

type MergedSource = PickSource & { readonly mergeCommit: string }
function mergedSource(source: PickSource | undefined, number: number, repository: string): MergedSource {
  if (source?.mergeCommit && source.state === 'merged') return { ...source, mergeCommit: source.mergeCommit }
  throw new RelError(
    'not-found',
    source
      ? `#${number} is ${source.state}, not merged: there is nothing to revert.`
      : `${repository} has no pull request #${number}.`,
    { hint: 'Name a merged pull request.' },
  )
}

async function parentOf({ git }: Context, commit: string): Promise<string> {
  const [, parent] = await git.lines.firstParents(commit, 2)
  if (parent) return parent.commit
  throw new RelError('refused', `Cannot revert ${shortCommit(commit)}: it is the first commit.`)
}

const messageText = (repository: string, target: RevertTarget): string => {
  const { title, body } = revertMessage(repository, target)
  return `${title}\n\n${body}\n`
}

/** The facts with the branch and its open pull request on GitHub. */
async function withBranch(
  { github }: Context,
  { repository, defaultBranch, from }: RollbackFacts,
  target: RevertTarget,
  attempt: RevertFacts['attempt'],
): Promise<RevertFacts> {
  const branch = revertBranchOf(target)
  const { pushed, candidates } = await github.pullRequests.read(repository, { branch })
  const own = candidates.find(({ fork, base }) => !fork && base === defaultBranch)
  const open = own ? { pullRequest: own, body: '', update: null } : null
  return { repository, defaultBranch, target, from, branch, attempt, pushed, open }
}

/** Rolling forward needs a version that production ran, so its deployments are read until that is found. */
const isEnoughFor =
  (to: string | undefined) =>
  ({ running, previous, deployed }: ProductionHistory, service: Service): boolean => {
    if (to === undefined) return previous !== null
    const version = versionMeant(service, to)
    return version === null || !isForward(running, version) || deployed.includes(version)
  }

/** The image of a version, what production runs, and the facts about its gate. */
export async function readRedeployVersion(
  context: Context,
  options: RollbackOptions,
): Promise<RedeployVersionFacts> {
  const { to } = options
  const [rollback, approval] = await Promise.all([
    readRollbackFacts(context, options, isEnoughFor(to)),
    readApproval(context),
  ])
  const { service, config, running } = rollback
  requireEnvironment(config, 'production')
  const target = targetOf(rollback, to)
  const file = `.github/workflows/${deployFile}`
  const { digest, registryError } = await readDigest(context, config, target.version)
  return {
    ...approval,
    service,
    version: target.version,
    commit: target.commit ?? target.object,
    running,
    pastRollback: to === undefined ? rollback.pastRollback : null,
    deployed: rollback.deployed,
    digest: registryError === null ? digest : 'unseen',
    hasWorkflow: (await context.github.configuration.file(context.repository, file)) !== null,
  }
}
