import { gt, lt, valid } from 'semver'
import { type Conflict, filesOf } from '../model/conflict.js'
import { decidingDeployment, recordOf, hasRun, type Deployment, type History } from '../model/deployment.js'
import { toShownPullRequest, type ShownPullRequest } from '../model/pull-request.js'
import type { Run } from '../model/run.js'
import type { OpenRevert, RevertFacts, RevertTarget } from './facts.js'
import { versionName } from '../model/service.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'

/** The result of a rollback as --json shows it: docs/json.md. */
export interface RollbackResult {
  readonly mode: 'revert' | 'redeploy'
  readonly from: string | null
  readonly to: string | null
  readonly pr: ShownPullRequest | null
  readonly run: Run | null
  readonly conflicts: readonly Conflict[]
}

/** `after`: lines to repeat in the summary after the deployment was followed. */
export type RollbackPlan = Plan<RollbackResult, { readonly after: readonly string[] }>

/** The rollback that production's newest deployment was. */
export interface PastRollback {
  readonly from: string
  readonly to: string
}

type VersionAt = (commit: string) => string | null
/** The deployments that succeeded at some time, newest first. */
const ranIn = ({ deployments }: History): readonly Deployment[] => deployments.filter(hasRun)

/** The version of each deployment that ran, newest first; null: it has no version. */
const ranVersions = (history: History, versionAt: VersionAt): readonly (string | null)[] =>
  ranIn(history).map((deployment) => valid(recordOf(deployment, versionAt).version))

export const deployedVersions = (history: History, versionAt: VersionAt): readonly string[] =>
  ranVersions(history, versionAt).filter((version) => version !== null)

/** The older version that ran last before `version`; not simply the next lower one, which may have been rejected. */
export const versionBefore = (history: History, versionAt: VersionAt, version: string): string | null =>
  deployedVersions(history, versionAt).find((deployed) => lt(deployed, version)) ?? null

/** The running version is a rollback if the one that ran right before it is newer. */
export function pastRollback(history: History, versionAt: VersionAt): PastRollback | null {
  const [to = null, ...earlier] = ranVersions(history, versionAt)
  const from = earlier.find((version) => version !== null && version !== to) ?? null
  if (decidingDeployment(history)?.state !== 'success' || to === null || from === null) return null
  return gt(from, to) ? { from, to } : null
}

export const revertBranchOf = (target: RevertTarget): string =>
  target.kind === 'pull'
    ? `revert/${target.number}`
    : `rollback/${versionName(target.service, target.version)}`

/** Reverts by a pull request, which goes through the stages like any other change. */
export function planRevert(facts: RevertFacts): RollbackPlan {
  const { repository, defaultBranch, target, branch, attempt, pushed, open } = facts
  const plan = { steps: [], summary: '', result: resultOf(facts) }
  if (!attempt) return { ...plan, summary: nothingLeft(defaultBranch, target) }
  if (open) return { ...plan, ...planUpdate(facts, open) }
  if ('conflicts' in attempt) return { ...plan, refusal: refuseConflicts(facts, attempt.conflicts) }
  if (pushed !== null && pushed !== attempt.commit) return { ...plan, refusal: branchExists(branch) }
  const { title, body } = revertMessage(repository, target)
  const steps: readonly Step[] = [
    ...(pushed === null
      ? [{ kind: 'push-commit', repository, branch, commit: attempt.commit } as const]
      : []),
    { kind: 'open-pull-request', repository, head: branch, base: defaultBranch, title, body, labels: [] },
  ]
  return {
    ...plan,
    steps,
    question: `Open a pull request that reverts ${targetText(target)} on ${defaultBranch}?`,
    summary: `Opened a pull request that reverts ${targetText(target)} on ${defaultBranch}. Merge it, then publish the new draft.${redeployAdvice(target)}`,
    next: 'after-steps',
  }
}

function resultOf({ target, from, attempt, open }: RevertFacts): RollbackResult {
  const tried = open ? open.update : attempt
  return {
    mode: 'revert',
    from,
    to: target.kind === 'version' ? target.version : null,
    pr: open && toShownPullRequest(open.pullRequest),
    run: null,
    conflicts: tried && 'conflicts' in tried ? tried.conflicts : [],
  }
}

const nothingLeft = (defaultBranch: string, target: RevertTarget): string =>
  target.kind === 'pull'
    ? `${defaultBranch} no longer contains the changes of #${target.number}.`
    : `The files of ${defaultBranch} already match ${versionName(target.service, target.version)}; .github is not rolled back.`

const redeployAdvice = (target: RevertTarget): string =>
  target.kind === 'version'
    ? ` To deploy the image of ${target.version} and leave the code unchanged, run \`rel release rollback --to ${versionName(target.service, target.version)} --redeploy\`.`
    : ''

function refuseConflicts(
  { defaultBranch, target, branch }: RevertFacts,
  conflicts: readonly Conflict[],
): Refusal {
  const files = conflicts.map(({ path, prs }) =>
    [path, prs.length > 0 ? `(${prs.map((number) => `#${number}`).join(', ')})` : '']
      .filter(Boolean)
      .join(' '),
  )
  return {
    code: 'conflict',
    message: `Cannot revert ${targetText(target)} on ${defaultBranch}: conflict with later changes to ${files.join(', ')}.`,
    hint: `Revert the later changes first, or revert by hand: \`git switch -c ${branch} origin/${defaultBranch}\`, then \`git revert\`.`,
  }
}

const branchExists = (branch: string): Refusal => ({
  code: 'refused',
  message: `The branch ${branch} already exists on GitHub with other commits.`,
  hint: `Delete it with \`git push origin --delete ${branch}\`, or open a pull request from it.`,
})

export const targetText = (target: RevertTarget): string =>
  target.kind === 'pull'
    ? `#${target.number}`
    : `everything since ${versionName(target.service, target.version)}`

/** One line per pull request, which the notes of the next release read; limited because GitHub limits the text. */
const listOf = (repository: string, pulls: readonly number[]): readonly string[] =>
  pulls.slice(0, mostListed).map((number) => `Reverts ${repository}#${number}`)
const mostListed = 500

export function revertMessage(
  repository: string,
  target: RevertTarget,
): { readonly title: string; readonly body: string } {
  if (target.kind === 'pull')
    return { title: `Revert "${target.title}"`, body: `Reverts ${repository}#${target.number}` }
  const { service, version, pulls } = target
  const lines = listOf(repository, pulls)
  const explanation = 'Restores the files of that version; .github stays unchanged.'
  return {
    title: `Roll back to ${versionName(service, version)}`,
    body: [...lines, '', explanation].join('\n').trim(),
  }
}

/** Updates the open pull request, so that it also reverts, and lists in its text, what was merged into the default branch since. */
function planUpdate(facts: RevertFacts, open: OpenRevert): Omit<RollbackPlan, 'result'> {
  const { repository, defaultBranch, target, branch } = facts
  const { pullRequest, update } = open
  if (update && 'conflicts' in update)
    return { steps: [], summary: '', refusal: refuseUpdate(facts, open, update.conflicts) }
  const steps: readonly Step[] = [
    ...(update ? [{ kind: 'push-commit', repository, branch, commit: update.commit } as const] : []),
    ...editText(facts, open),
  ]
  return {
    steps,
    summary: `Merge #${pullRequest.number} to revert ${targetText(target)}: ${pullRequest.url}`,
    ...(steps.length > 0 && {
      question: `Update #${pullRequest.number} to also revert what was merged into ${defaultBranch} since?`,
    }),
  }
}

function editText({ repository, target }: RevertFacts, { pullRequest, body }: OpenRevert): readonly Step[] {
  if (target.kind === 'pull') return []
  const text = withLines(body, listOf(repository, target.pulls))
  return text === body
    ? []
    : [{ kind: 'edit-pull-request', repository, pullRequest: pullRequest.number, body: text }]
}

/** Adds the missing lines before the first listed one; everything else in the text stays. */
function withLines(body: string, list: readonly string[]): string {
  const lines = body.split('\n')
  const has = (line: string): boolean => lines.some((known) => known.trimEnd() === line)
  const missing = list.filter((line) => !has(line))
  const first = lines.findIndex((line) => list.includes(line.trimEnd()))
  if (missing.length === 0) return body
  return first < 0
    ? [...missing, '', ...lines].join('\n').trimEnd()
    : lines.toSpliced(first, 0, ...missing).join('\n')
}

/** Only commits that people pushed to the branch can conflict. */
const refuseUpdate = (
  { defaultBranch, branch }: RevertFacts,
  { pullRequest }: OpenRevert,
  conflicts: readonly Conflict[],
): Refusal => ({
  code: 'conflict',
  message: `Cannot update #${pullRequest.number} with ${defaultBranch}: its commits conflict with newer changes to ${filesOf(conflicts)}.`,
  hint: `Resolve the conflicts by hand: \`git switch ${branch}\`, \`git rebase origin/${defaultBranch}\`, \`git push --force-with-lease\`. Then run the same command again.`,
})
