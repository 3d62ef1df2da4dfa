import { gt, lt, valid } from 'semver'
import type { Conflict } from '../model/conflict.js'
import { deciding, deployedBy, hasRun, type Deployment, type History } from '../model/deployment.js'
import type { Plan, Refusal, Step } from '../plan/plan.js'
import { shown, type PullRequest, type ShownPullRequest } from '../model/pull-request.js'
import type { Run } from '../model/run.js'
import { nameOf, type Service } from '../model/service.js'
import { planRenewal } from './update-open.js'
import { messageOf, wordsOf } from './text.js'

/** As --json shows it: docs/json.md. */
export interface RollbackResult {
  readonly mode: 'revert' | 'redeploy'
  readonly from: string | null
  readonly to: string | null
  readonly pr: ShownPullRequest | null
  readonly run: Run | null
  readonly conflicts: readonly Conflict[]
}
export type RollbackPlan = Plan<RollbackResult>

/** What is taken back: everything since a version, or one pull request. */
export type Undone =
  | {
      readonly kind: 'version'
      readonly service: Service
      readonly version: string
      readonly pulls: readonly number[]
    }
  | { readonly kind: 'pull'; readonly number: number; readonly title: string }

export interface RevertFacts {
  readonly repository: string
  readonly defaultBranch: string
  readonly undone: Undone
  /** The version that production runs, else the highest. */
  readonly from: string | null
  readonly branch: string
  /** The commit that takes it back, on top of the default branch; null: nothing of it is left. */
  readonly made: Made
  /** The commit of the branch on GitHub. */
  readonly pushed: string | null
  readonly open: OpenRevert | null
}
export type Made = { readonly commit: string } | { readonly conflicts: readonly Conflict[] } | null

/**
 * The open pull request of the branch. `renewed`: the commit on top of it after which merging it takes back what came to the default
 * branch meanwhile too; null: it does as it is.
 */
export interface OpenRevert {
  readonly pullRequest: PullRequest
  readonly body: string
  readonly renewed: Made
}

/** Production was rolled back already. */
export interface Rollback {
  readonly from: string
  readonly to: string
}

type VersionAt = (commit: string) => string | null
/** Whatever came that far once, the newest first. */
const ranIn = ({ deployments }: History): readonly Deployment[] => deployments.filter(hasRun)

/** The versions that ran, the newest deployment first; null: one that has none. */
const ranVersions = (history: History, versionAt: VersionAt): readonly (string | null)[] =>
  ranIn(history).map((one) => valid(deployedBy(one, versionAt).version))

export const versionsRan = (history: History, versionAt: VersionAt): readonly string[] =>
  ranVersions(history, versionAt).filter((version) => version !== null)

/** What ran last before a version, and is older: the next lower one may have been rejected on its way. */
export const ranBefore = (history: History, versionAt: VersionAt, version: string): string | null =>
  versionsRan(history, versionAt).find((one) => lt(one, version)) ?? null

/** Right before the version that runs, a newer one did. */
export function rollbackIn(history: History, versionAt: VersionAt): Rollback | null {
  const [to = null, ...earlier] = ranVersions(history, versionAt)
  const from = earlier.find((version) => version !== null && version !== to) ?? null
  if (deciding(history)?.state !== 'success' || to === null || from === null) return null
  return gt(from, to) ? { from, to } : null
}

export const revertBranchOf = (undone: Undone): string =>
  undone.kind === 'pull' ? `revert/${undone.number}` : `rollback/${nameOf(undone.service, undone.version)}`

/** The process's own way back: a pull request that takes the change back, and goes through the stages as any other. */
export function planRevert(facts: RevertFacts): RollbackPlan {
  const { repository, defaultBranch, undone, branch, made, pushed, open } = facts
  const plan = { steps: [], summary: '', result: resultOf(facts) }
  if (!made) return { ...plan, summary: nothingLeft(defaultBranch, undone) }
  if (open) return { ...plan, ...planRenewal(facts, open) }
  if ('conflicts' in made) return { ...plan, refusal: conflicting(facts, made.conflicts) }
  if (pushed !== null && pushed !== made.commit) return { ...plan, refusal: taken(branch) }
  const { title, body } = messageOf(repository, undone)
  const steps: readonly Step[] = [
    ...(pushed === null ? [{ kind: 'push-commit', repository, branch, commit: made.commit } as const] : []),
    { kind: 'open-pull-request', repository, head: branch, base: defaultBranch, title, body, labels: [] },
  ]
  return {
    ...plan,
    steps,
    question: `Take ${wordsOf(undone)} back from ${defaultBranch}, by a pull request?`,
    summary: `A pull request takes ${wordsOf(undone)} back from ${defaultBranch}. Merge it, and publish what it drafts.${otherWay(undone)}`,
    contested: true,
  }
}

function resultOf({ undone, from, made, open }: RevertFacts): RollbackResult {
  const tried = open ? open.renewed : made
  return {
    mode: 'revert',
    from,
    to: undone.kind === 'version' ? undone.version : null,
    pr: open && shown(open.pullRequest),
    run: null,
    conflicts: tried && 'conflicts' in tried ? tried.conflicts : [],
  }
}

const nothingLeft = (defaultBranch: string, undone: Undone): string =>
  undone.kind === 'pull'
    ? `${defaultBranch} has nothing of #${undone.number} any more.`
    : `The files of ${defaultBranch} are those of ${nameOf(undone.service, undone.version)}; .github, which stays as it is, aside.`

const otherWay = (undone: Undone): string =>
  undone.kind === 'version'
    ? ` \`rel release rollback --to ${nameOf(undone.service, undone.version)} --redeploy\` would deploy the image of ${undone.version} again, and leave the code as it is.`
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
    message: `${wordsOf(undone)} cannot be taken back from ${defaultBranch}: later changes touch ${files.join(', ')}.`,
    hint: `Take those back first, or do it by hand: \`git switch -c ${branch} origin/${defaultBranch}\`, then \`git revert\`.`,
  }
}

const taken = (branch: string): Refusal => ({
  code: 'refused',
  message: `The branch ${branch} is on GitHub already, with something else.`,
  hint: `Delete it, or open a pull request from it: \`git push origin --delete ${branch}\`.`,
})
