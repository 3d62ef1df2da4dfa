import { type Refusal, refuse } from '../plan/refusal.js'
import { createLabelStep, goalsOfLabels, withGoals } from '../label/labels.js'
import { requireEnvironment, previewLabel } from '../model/environment.js'
import { refuseBranch, type BranchWithMainCommits } from '../line/line.js'
import type { Answers, Plan, Step } from '../plan/plan.js'
import type { PreviewFacts, PreviewResult } from '../preview/preview.js'
import { toShownPullRequest, type PullRequest } from '../model/pull-request.js'
import {
  planChoice,
  isChoice,
  selectPullRequest,
  refusalToRun,
  commitWarnings,
} from '../label/pull-request.js'
import { planRedeployment, type RedeployOptions } from '../label/redeploy.js'

/** All hotfix pull requests share this environment; it runs the latest deployment. */
const environment = 'hotfix'

/** `mergedMain`: the commits of the default branch that the pull request would merge into its line; null for none. */
export interface HotfixDeployFacts extends PreviewFacts {
  readonly mergedMain: BranchWithMainCommits | null
}

/** Adds the label `deploy` to a pull request into a line, which deploys it to the hotfix environment. */
export function planHotfixDeploy(
  facts: HotfixDeployFacts,
  answers: Answers,
  options: RedeployOptions = {},
): Plan<PreviewResult> {
  const { repository, config, labelExists } = facts
  requireEnvironment(config, environment)
  const pullRequest = selectPullRequest(facts, answers)
  if (isChoice(pullRequest)) return planChoice(pullRequest, resultOf(null))
  const refusal = pullRequest ? refusalFor(pullRequest, facts) : refuseWithoutPullRequest(facts)
  const result = resultOf(pullRequest)
  if (!pullRequest || refusal) return { steps: [], summary: '', result, ...(refusal && { refusal }) }
  const { number, labels } = pullRequest
  const steps: readonly Step[] = [
    ...(labelExists ? [] : [createLabelStep(repository, previewLabel)]),
    { kind: 'add-label', repository, pullRequest: number, label: previewLabel },
  ]
  const plan = {
    steps: labels.includes(previewLabel) ? [] : steps,
    summary: `#${number} has the label ${previewLabel} for ${environment}. ${pullRequest.url}`,
    result,
    warnings: [...commitWarnings(facts, pullRequest), ...sharedWarnings(facts, pullRequest)],
  }
  const planWithGoals = withGoals(plan, goalsOfLabels(facts, pullRequest, [result], pullRequest.sha))
  return planRedeployment(planWithGoals, options, facts, pullRequest)
}

const refusalFor = (pullRequest: PullRequest, { mergedMain }: HotfixDeployFacts): Refusal | null =>
  refusalToRun(pullRequest) ?? refuseOtherBase(pullRequest, 'up') ?? (mergedMain && refuseBranch(mergedMain))

/** Removes the label `deploy` from the pull request. */
export function planHotfixUndeploy(facts: PreviewFacts, answers: Answers): Plan<PreviewResult> {
  const pullRequest = selectPullRequest(facts, answers)
  if (isChoice(pullRequest)) return planChoice(pullRequest, resultOf(null))
  const result = resultOf(pullRequest)
  if (!pullRequest)
    return { steps: [], summary: `${facts.branch?.name ?? ''} has no open pull request.`, result }
  const { number, labels } = pullRequest
  const refusal = refuseOtherBase(pullRequest, 'down')
  if (refusal) return { steps: [], summary: '', result, refusal }
  const { repository } = facts
  const step: Step = { kind: 'remove-label', repository, pullRequest: number, label: previewLabel }
  const steps = labels.includes(previewLabel) ? [step] : []
  const plan = { steps, summary: `#${number} does not have the label ${previewLabel}.`, result }
  return withGoals(plan, goalsOfLabels(facts, pullRequest, steps.length > 0 ? [result] : [], null))
}

const resultOf = (pullRequest: PullRequest | null): PreviewResult => ({
  pr: pullRequest && toShownPullRequest(pullRequest),
  environment,
  label: previewLabel,
  url: null,
  run: null,
})

const isOnLine = ({ base }: PullRequest): boolean => base.startsWith('release/')

/** Refuses a pull request whose base is not a line. */
function refuseOtherBase(pullRequest: PullRequest, command: 'up' | 'down'): Refusal | null {
  if (isOnLine(pullRequest)) return null
  const { number, base } = pullRequest
  const later = command === 'up' ? `, or \`rel hotfix start NAME --pick ${number}\` once it is merged` : ''
  return refuse(
    `#${number} is not a hotfix: its base branch is ${base}.`,
    `Run \`rel preview ${command} --pr ${number}\`${later}.`,
  )
}

const refuseWithoutPullRequest = ({ branch }: PreviewFacts): Refusal =>
  refuse(
    `${branch?.name} has no open pull request.`,
    `Run \`rel hotfix start${branch?.name.startsWith('hotfix/') ? '' : ' NAME'}\` to open one.`,
  )

/** Several pull requests may have the label: the team agrees on who deploys next. */
function sharedWarnings({ labelled }: PreviewFacts, own: PullRequest): readonly string[] {
  const shared = labelled.filter((pull) => isOnLine(pull) && !pull.fork && pull.number !== own.number)
  if (shared.length === 0) return []
  const names = shared.map(({ number, author }) => `#${number} (${author})`).join(', ')
  return [`${environment} is shared with ${names}; it runs the latest deployment.`]
}
