import { gt, lt, valid } from 'semver'
import { type Conflict, filesOf } from '../model/conflict.js'
import { decidingDeployment, recordOf, hasRun, type Deployment, type History } from '../model/deployment.js'
import { toShownPullRequest, type ShownPullRequest } from '../model/pull-request.js'
import type { Run } from '../model/run.js'
import type { OpenRevert, RevertFacts, RevertTarget } from './facts.js'
import { versionName } from '../model/service.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'

/** As --json shows it: docs/json.md. */
export interface RollbackResult {
  readonly mode: 'revert' | 'redeploy'
  readonly from: string | null
  readonly to: string | null
  readonly pr: ShownPullRequest | null
  readonly run: Run | null
  readonly conflicts: readonly Conflict[]
}

/** `after`: what is said once more when it has been followed. */
export type RollbackPlan = Plan<RollbackResult, { readonly after: readonly string[] }>

/** Production was rolled back already. */
export interface PastRollback {
  readonly from: string
  readonly to: string
}

type VersionAt = (commit: string) => string | null
/** Whatever came that far once, the newest first. */
const ranIn = ({ deployments }: History): readonly Deployment[] => deployments.filter(hasRun)

/** The versions that ran, the newest deployment first; null: one that has none. */
const ranVersions = (history: History, versionAt: VersionAt): readonly (string | null)[] =>
  ranIn(history).map((one) => valid(recordOf(one, versionAt).version))

export const deployedVersions = (history: History, versionAt: VersionAt): readonly string[] =>
  ranVersions(history, versionAt).filter((version) => version !== null)

/** What ran last before a version, and is older: the next lower one may have been rejected on its way. */
export const versionBefore = (history: History, versionAt: VersionAt, version: string): string | null =>
  deployedVersions(history, versionAt).find((one) => lt(one, version)) ?? null

/** Right before the version that runs, a newer one did. */
export function pastRollback(history: History, versionAt: VersionAt): PastRollback | null {
  const [to = null, ...earlier] = ranVersions(history, versionAt)
  const from = earlier.find((version) => version !== null && version !== to) ?? null
  if (decidingDeployment(history)?.state !== 'success' || to === null || from === null) return null
  return gt(from, to) ? { from, to } : null
}

export const revertBranchOf = (undone: RevertTarget): string =>
  undone.kind === 'pull'
    ? `revert/${undone.number}`
    : `rollback/${versionName(undone.service, undone.version)}`

/** The process's own way back: a pull request that takes the change back, and goes through the stages as any other. */
export function planRevert(facts: RevertFacts): RollbackPlan {
  const { repository, defaultBranch, undone, branch, made, pushed, open } = facts
  const plan = { steps: [], summary: '', result: resultOf(facts) }
  if (!made) return { ...plan, summary: nothingLeft(defaultBranch, undone) }
  if (open) return { ...plan, ...planRenewal(facts, open) }
  if ('conflicts' in made) return { ...plan, refusal: conflicting(facts, made.conflicts) }
  if (pushed !== null && pushed !== made.commit) return { ...plan, refusal: taken(branch) }
  const { title, body } = revertMessage(repository, undone)
  const steps: readonly Step[] = [
    ...(pushed === null ? [{ kind: 'push-commit', repository, branch, commit: made.commit } as const] : []),
    { kind: 'open-pull-request', repository, head: branch, base: defaultBranch, title, body, labels: [] },
  ]
  return {
    ...plan,
    steps,
    question: `Take ${targetText(undone)} back from ${defaultBranch}, by a pull request?`,
    summary: `A pull request takes ${targetText(undone)} back from ${defaultBranch}. Merge it, and publish what it drafts.${otherWay(undone)}`,
    next: 'after-steps',
  }
}

function resultOf({ undone, from, made, open }: RevertFacts): RollbackResult {
  const tried = open ? open.renewed : made
  return {
    mode: 'revert',
    from,
    to: undone.kind === 'version' ? undone.version : null,
    pr: open && toShownPullRequest(open.pullRequest),
    run: null,
    conflicts: tried && 'conflicts' in tried ? tried.conflicts : [],
  }
}

const nothingLeft = (defaultBranch: string, undone: RevertTarget): string =>
  undone.kind === 'pull'
    ? `${defaultBranch} has nothing of #${undone.number} any more.`
    : `The files of ${defaultBranch} are those of ${versionName(undone.service, undone.version)}; .github, which stays as it is, aside.`

const otherWay = (undone: RevertTarget): string =>
  undone.kind === 'version'
    ? ` \`rel release rollback --to ${versionName(undone.service, undone.version)} --redeploy\` would deploy the image of ${undone.version} again, and leave the code as it is.`
    : ''

function conflicting(
  { defaultBranch, undone, branch }: RevertFacts,
  conflicts: readonly Conflict[],
): Refusal {
  const files = conflicts.map(({ path, prs }) =>
    [path, prs.length > 0 ? `(${prs.map((number) => `#${number}`).join(', ')})` : '']
      .filter(Boolean)
      .join(' '),
  )
  return {
    code: 'conflict',
    message: `${targetText(undone)} cannot be taken back from ${defaultBranch}: later changes touch ${files.join(', ')}.`,
    hint: `Take those back first, or do it by hand: \`git switch -c ${branch} origin/${defaultBranch}\`, then \`git revert\`.`,
  }
}

const taken = (branch: string): Refusal => ({
  code: 'refused',
  message: `The branch ${branch} is on GitHub already, with something else.`,
  hint: `Delete it, or open a pull request from it: \`git push origin --delete ${branch}\`.`,
})

export const targetText = (undone: RevertTarget): string =>
  undone.kind === 'pull'
    ? `#${undone.number}`
    : `everything since ${versionName(undone.service, undone.version)}`

/** Every number is a line that the notes of the next release understand; more than GitHub has room for are left out. */
const listOf = (repository: string, pulls: readonly number[]): readonly string[] =>
  pulls.slice(0, mostListed).map((number) => `Reverts ${repository}#${number}`)
const mostListed = 500

export function revertMessage(
  repository: string,
  undone: RevertTarget,
): { readonly title: string; readonly body: string } {
  if (undone.kind === 'pull')
    return { title: `Revert "${undone.title}"`, body: `Reverts ${repository}#${undone.number}` }
  const { service, version, pulls } = undone
  const lines = listOf(repository, pulls)
  const rest = 'The files are those of that version again; .github stays as it is.'
  return {
    title: `Roll back to ${versionName(service, version)}`,
    body: [...lines, '', rest].join('\n').trim(),
  }
}

/** An open one is used again: what came to the default branch meanwhile is taken back on top of what stands there, and its text lists that. */
function planRenewal(facts: RevertFacts, open: OpenRevert): Omit<RollbackPlan, 'result'> {
  const { repository, defaultBranch, undone, branch } = facts
  const { pullRequest, renewed } = open
  if (renewed && 'conflicts' in renewed)
    return { steps: [], summary: '', refusal: conflictingOpen(facts, open, renewed.conflicts) }
  const steps: readonly Step[] = [
    ...(renewed ? [{ kind: 'push-commit', repository, branch, commit: renewed.commit } as const] : []),
    ...listing(facts, open),
  ]
  return {
    steps,
    summary: `#${pullRequest.number} takes ${targetText(undone)} back, once it is merged: ${pullRequest.url}`,
    ...(steps.length > 0 && {
      question: `Bring #${pullRequest.number} up to date, so that it takes back what came to ${defaultBranch} meanwhile too?`,
    }),
  }
}

function listing({ repository, undone }: RevertFacts, { pullRequest, body }: OpenRevert): readonly Step[] {
  if (undone.kind === 'pull') return []
  const text = extended(body, listOf(repository, undone.pulls))
  return text === body
    ? []
    : [{ kind: 'edit-pull-request', repository, pullRequest: pullRequest.number, body: text }]
}

/** The newest stand first; what people wrote there stays. */
function extended(body: string, list: readonly string[]): string {
  const lines = body.split('\n')
  const has = (line: string): boolean => lines.some((one) => one.trimEnd() === line)
  const missing = list.filter((line) => !has(line))
  const first = lines.findIndex((line) => list.includes(line.trimEnd()))
  if (missing.length === 0) return body
  return first < 0
    ? [...missing, '', ...lines].join('\n').trimEnd()
    : lines.toSpliced(first, 0, ...missing).join('\n')
}

/** Only what people made on the branch can conflict: the files of the version are what they are. */
const conflictingOpen = (
  { defaultBranch, branch }: RevertFacts,
  { pullRequest }: OpenRevert,
  conflicts: readonly Conflict[],
): Refusal => ({
  code: 'conflict',
  message: `#${pullRequest.number} cannot be brought up to date with ${defaultBranch}: its own commits conflict with what came there meanwhile, in ${filesOf(conflicts)}.`,
  hint: `Settle that by hand, \`git switch ${branch}\`, \`git rebase origin/${defaultBranch}\`, \`git push --force-with-lease\`, then run the same command again.`,
})
