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

/** Everything since a version. */
export async function readRollback(context: Context, wish: RollbackOptions): Promise<RevertFacts> {
  const { to } = wish
  const ground = await readRollbackFacts(context, wish, ({ before }) => to !== undefined || before !== null)
  const { service, versions, trunk, defaultBranch, repository } = ground
  const target = targetOf(ground, to)
  const released = [target, ...tagsBelow(service, versions, target.version)]
  const { changes } = await readChanges(context, {
    head: trunk,
    released,
    service,
    branches: [defaultBranch],
  })
  const pulls = changes.flatMap(({ pull }) => pull?.number ?? [])
  const undone: RevertTarget = { kind: 'version', service, version: target.version, pulls }
  await context.git.lines.fetch([trunk, target.commit ?? target.object])
  const message = messageText(repository, undone)
  const files = { from: target.object, paths: service.paths, kept: ['.github'], message }
  const made = await context.git.lines.restoreFiles(trunk, files)
  const facts = await withBranch(context, ground, undone, made)
  const { pushed, open } = facts
  if (!made || !open || pushed === null) return facts
  return { ...facts, open: await withRenewal(context, open, { pushed, trunk, made: made.commit, message }) }
}

interface Standing {
  readonly pushed: string
  readonly trunk: string
  /** The version's files on top of the default branch. */
  readonly made: string
  readonly message: string
}

/** The text of the open pull request, and what its branch lacks. */
async function withRenewal(
  context: Context,
  { pullRequest }: OpenRevert,
  { pushed, trunk, made, message }: Standing,
): Promise<OpenRevert> {
  const { git, github, repository } = context
  const [{ own }] = await Promise.all([
    github.hotfixes.query(repository, { environments: [], head: pullRequest.head }),
    git.lines.fetch([pushed]),
  ])
  const body = own.find(({ number }) => number === pullRequest.number)?.body ?? ''
  const brought = await git.lines.updateRevertBranch(pushed, { onto: trunk, wanted: made, message })
  if (!brought || 'commit' in brought) return { pullRequest, body, renewed: brought }
  const conflicts = await readConflicts(context, brought.paths, trunk, pushed)
  return { pullRequest, body, renewed: { conflicts } }
}

/** One pull request. */
export async function readRevert(
  context: Context,
  number: number,
  service: string | undefined,
): Promise<RevertFacts> {
  const ground = await readRollbackFacts(context, { service, to: undefined }, () => true)
  const { trunk, repository, defaultBranch } = ground
  const { lines } = context.git
  const look = await context.github.hotfixes.query(repository, { environments: [], picks: [number] })
  const source = mergedSource(look.sources[0], number, repository)
  await lines.fetch([trunk, source.mergeCommit])
  if (!(await lines.contained(trunk, [source.mergeCommit])).has(source.mergeCommit))
    throw new RelError('not-found', `#${number} is not on ${defaultBranch}.`, {
      hint: 'Name a pull request that was merged into it.',
    })
  const chain = await lines.firstParents(source.mergeCommit, Math.max(1, source.commits.length) + 1)
  const own = commitsOf(source, chain.slice(0, Math.max(1, source.commits.length)))
  const before = await parentOf(context, own[0] ?? source.mergeCommit)
  const undone: RevertTarget = { kind: 'pull', number, title: source.title }
  const span = { last: source.mergeCommit, before, message: messageText(repository, undone) }
  const made = await lines.revertRange(trunk, span)
  if (!made || 'commit' in made) return withBranch(context, ground, undone, made)
  const conflicts = await readConflicts(context, made.paths, trunk, source.mergeCommit)
  return withBranch(context, ground, undone, { conflicts })
}

type MergedSource = PickSource & { readonly mergeCommit: string }
function mergedSource(source: PickSource | undefined, number: number, repository: string): MergedSource {
  if (source?.mergeCommit && source.state === 'merged') return { ...source, mergeCommit: source.mergeCommit }
  throw new RelError(
    'not-found',
    source
      ? `#${number} is ${source.state}: there is nothing to take back.`
      : `${repository} has no pull request #${number}.`,
    { hint: 'Name one that was merged.' },
  )
}

async function parentOf({ git }: Context, commit: string): Promise<string> {
  const [, parent] = await git.lines.firstParents(commit, 2)
  if (parent) return parent.commit
  throw new RelError('refused', `${shortCommit(commit)} is the first commit: nothing was before it.`)
}

const messageText = (repository: string, undone: RevertTarget): string => {
  const { title, body } = revertMessage(repository, undone)
  return `${title}\n\n${body}\n`
}

/** What there is of the branch already. */
async function withBranch(
  { github }: Context,
  { repository, defaultBranch, from }: RollbackFacts,
  undone: RevertTarget,
  made: RevertFacts['made'],
): Promise<RevertFacts> {
  const branch = revertBranchOf(undone)
  const { pushed, candidates } = await github.pullRequests.read(repository, { branch })
  const own = candidates.find(({ fork, base }) => !fork && base === defaultBranch)
  const open = own ? { pullRequest: own, body: '', renewed: null } : null
  return { repository, defaultBranch, undone, from, branch, made, pushed, open }
}

/** Forward goes only what production ran, however long ago that was. */
const tellsOf =
  (to: string | undefined) =>
  ({ running, before, ran }: ProductionHistory, service: Service): boolean => {
    if (to === undefined) return before !== null
    const version = versionMeant(service, to)
    return version === null || !isForward(running, version) || ran.includes(version)
  }

/** The image of a version, what production runs, and everything that its gate has to do with. */
export async function readRedeployVersion(
  context: Context,
  wish: RollbackOptions,
): Promise<RedeployVersionFacts> {
  const { to } = wish
  const [ground, approval] = await Promise.all([
    readRollbackFacts(context, wish, tellsOf(to)),
    readApproval(context),
  ])
  const { service, config, running } = ground
  requireEnvironment(config, 'production')
  const target = targetOf(ground, to)
  const file = `.github/workflows/${deployFile}`
  const { digest, registryError } = await readDigest(context, config, target.version)
  return {
    ...approval,
    service,
    version: target.version,
    commit: target.commit ?? target.object,
    running,
    rolledBack: to === undefined ? ground.rolledBack : null,
    ran: ground.ran,
    digest: registryError === null ? digest : 'unseen',
    reacts: (await context.github.configuration.file(context.repository, file)) !== null,
  }
}
