import { createLabelStep, goalsOfLabels, withGoals } from '../label/labels.js'
import { requireEnvironment, previewLabel, previewOf } from '../model/environment.js'
import type { Answers, Plan, Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import type { Run } from '../model/run.js'
import { toShownPullRequest, type PullRequest, type ShownPullRequest } from '../model/pull-request.js'
import {
  planChoice,
  isChoice,
  selectPullRequest,
  planNewPullRequest,
  type PullRequestFacts,
  refusalToDeploy,
  commitWarnings,
} from '../label/pull-request.js'
import { planRedeployment, type RedeployOptions } from '../label/redeploy.js'

export interface PreviewFacts extends PullRequestFacts {
  /** Does the repository have the label at all? */
  readonly labelExists: boolean
  /** The open pull requests that carry it. */
  readonly labelled: readonly PullRequest[]
}

export interface PreviewResult {
  readonly pr: ShownPullRequest | null
  readonly environment: string
  readonly label: string
  readonly url: string | null
  readonly run: Run | null
}

/** Adds the label `deploy` to the pull request. Without a pull request, pushes the branch and opens one with the label. */
export function planPreviewUp(
  facts: PreviewFacts,
  answers: Answers,
  options: RedeployOptions = {},
): Plan<PreviewResult> {
  const { repository, config, defaultBranch, branch, labelExists } = facts
  requireEnvironment(config, 'preview')
  const pullRequest = selectPullRequest(facts, answers)
  if (isChoice(pullRequest)) return planChoice(pullRequest, resultOf(null, ''))
  const create: readonly Step[] = labelExists ? [] : [createLabelStep(repository, previewLabel)]

  if (!pullRequest) {
    const { question, steps } = planNewPullRequest(facts, previewLabel)
    const head = branch?.name ?? ''
    const plan = { summary: '', result: resultOf(null, head) }
    const refusal = refusalToShare(facts, head)
    return refusal
      ? { ...plan, steps: [], refusal }
      : { ...plan, steps: [...create, ...steps], question, next: 'after-steps' }
  }

  const { number, head, labels } = pullRequest
  const result = resultOf(pullRequest, head)
  const refusal = refusalToDeploy(pullRequest, defaultBranch) ?? refusalToShare(facts, head)
  const label: Step = { kind: 'add-label', repository, pullRequest: number, label: previewLabel }
  const plan = {
    steps: refusal || labels.includes(previewLabel) ? [] : [...create, label],
    summary: `#${number} has the label ${previewLabel} for ${result.environment}: ${pullRequest.url}`,
    result,
    warnings: commitWarnings(facts, pullRequest),
  }
  if (refusal) return { ...plan, refusal }
  const withGoal = withGoals(plan, goalsOfLabels(facts, pullRequest, [result], pullRequest.sha))
  return planRedeployment(withGoal, options, facts, pullRequest)
}

/** Removes the label `deploy`. The preview stays if another pull request of the same branch has the label. */
export function planPreviewDown(facts: PreviewFacts, answers: Answers): Plan<PreviewResult> {
  const pullRequest = selectPullRequest(facts, answers)
  if (isChoice(pullRequest)) return planChoice(pullRequest, resultOf(null, ''))
  const name = facts.branch?.name ?? ''
  if (!pullRequest)
    return { steps: [], summary: `${name} has no open pull request.`, result: resultOf(null, name) }
  const { number, head, labels } = pullRequest
  const label: Step = {
    kind: 'remove-label',
    repository: facts.repository,
    pullRequest: number,
    label: previewLabel,
  }
  const result = resultOf(pullRequest, head)
  const plan = {
    steps: labels.includes(previewLabel) ? [label] : [],
    summary: `#${number} does not have the label ${previewLabel}.`,
    result,
  }
  return withGoals(plan, goalsOfLabels(facts, pullRequest, plan.steps.length > 0 ? [result] : [], null))
}

/** Two branches that map to the same preview name (`a/b`, `a-b`) would overwrite each other: the second one is refused. */
function refusalToShare({ labelled }: PreviewFacts, head: string): Refusal | null {
  const environment = previewOf(head)
  const first = labelled.find(
    (other) => !other.fork && other.head !== head && previewOf(other.head) === environment,
  )
  if (!first) return null
  return {
    code: 'refused',
    message: `${environment} is used by #${first.number} (${first.author}): its branch ${first.head} has the same preview name as ${head}.`,
    hint: `Rename your branch, or run \`rel preview down --pr ${first.number}\` first.`,
  }
}

const resultOf = (pullRequest: PullRequest | null, branch: string): PreviewResult => ({
  pr: pullRequest && toShownPullRequest(pullRequest),
  environment: previewOf(branch),
  label: previewLabel,
  url: null,
  run: null,
})
