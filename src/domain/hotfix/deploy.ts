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

/** The environment of the line's pull requests: one, shared; the latest deployment runs. */
const environment = 'hotfix'

/** `mixed`: what the pull request would bring of the default branch into its line; null where that is nothing. */
export interface HotfixDeployFacts extends PreviewFacts {
  readonly mixed: BranchWithMainCommits | null
}

/** A pull request into a line carries the label `deploy`, for the hotfix environment. */
export function planHotfixDeploy(
  facts: HotfixDeployFacts,
  answers: Answers,
  wish: RedeployOptions = {},
): Plan<PreviewResult> {
  const { repository, config, labelExists } = facts
  requireEnvironment(config, environment)
  const pullRequest = selectPullRequest(facts, answers)
  if (isChoice(pullRequest)) return planChoice(pullRequest, resultOf(null))
  const refusal = pullRequest ? refusalTo(pullRequest, facts) : nothingOpen(facts)
  const result = resultOf(pullRequest)
  if (!pullRequest || refusal) return { steps: [], summary: '', result, ...(refusal && { refusal }) }
  const { number, labels } = pullRequest
  const steps: readonly Step[] = [
    ...(labelExists ? [] : [createLabelStep(repository, previewLabel)]),
    { kind: 'add-label', repository, pullRequest: number, label: previewLabel },
  ]
  const plan = {
    steps: labels.includes(previewLabel) ? [] : steps,
    summary: `#${number} has the label ${previewLabel}, for ${environment}. ${pullRequest.url}`,
    result,
    warnings: [...commitWarnings(facts, pullRequest), ...othersOn(facts, pullRequest)],
  }
  const aimed = withGoals(plan, goalsOfLabels(facts, pullRequest, [result], pullRequest.sha))
  return planRedeployment(aimed, wish, facts, pullRequest)
}

const refusalTo = (pullRequest: PullRequest, { mixed }: HotfixDeployFacts): Refusal | null =>
  refusalToRun(pullRequest) ?? elsewhere(pullRequest, 'up') ?? (mixed && refuseBranch(mixed))

/** The pull request gives up its label. */
export function planHotfixUndeploy(facts: PreviewFacts, answers: Answers): Plan<PreviewResult> {
  const pullRequest = selectPullRequest(facts, answers)
  if (isChoice(pullRequest)) return planChoice(pullRequest, resultOf(null))
  const result = resultOf(pullRequest)
  if (!pullRequest)
    return { steps: [], summary: `${facts.branch?.name ?? ''} has no open pull request.`, result }
  const { number, labels } = pullRequest
  const refusal = elsewhere(pullRequest, 'down')
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

function elsewhere(pullRequest: PullRequest, way: 'up' | 'down'): Refusal | null {
  if (isOnLine(pullRequest)) return null
  const { number, base } = pullRequest
  const later = way === 'up' ? `, or \`rel hotfix start NAME --pick ${number}\` once it is merged` : ''
  return refuse(
    `#${number} goes into ${base}: it is no hotfix.`,
    `Run \`rel preview ${way} --pr ${number}\`${later}.`,
  )
}

const nothingOpen = ({ branch }: PreviewFacts): Refusal =>
  refuse(
    `${branch?.name} has no open pull request.`,
    `Run \`rel hotfix start${branch?.name.startsWith('hotfix/') ? '' : ' NAME'}\` to open one into a line.`,
  )

/** Both keep their labels; people agree on who is next. */
function othersOn({ labelled }: PreviewFacts, own: PullRequest): readonly string[] {
  const others = labelled.filter((one) => isOnLine(one) && !one.fork && one.number !== own.number)
  if (others.length === 0) return []
  const names = others.map(({ number, author }) => `#${number} (${author})`).join(', ')
  return [
    `${names} also ${others.length === 1 ? 'wants' : 'want'} ${environment}: the latest deployment runs there.`,
  ]
}
