import type { FileChange } from '../plan/file-change.js'
import { withoutNext, type Plan, type Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { toShownPullRequest, type PullRequest, type ShownPullRequest } from '../model/pull-request.js'
import { isReviewed, planEnvironments, policyNames, type InitEnvironment } from './environments.js'
import type { InitFacts, InitFile, InitOptions } from './facts.js'
import { planLabels } from './labels.js'
import { isChanged, planFiles } from './proposal.js'
import { missingSetup } from './missing-setup.js'

export interface InitResult {
  readonly files: readonly Pick<InitFile, 'path' | 'action' | 'reason'>[]
  readonly labels: readonly { readonly label: string; readonly action: 'created' | 'left' }[]
  readonly environments: readonly InitEnvironment[]
  readonly pr: ShownPullRequest | null
}

/**
 * The repository has the pack of its configuration, by a pull request or in the work tree, the labels of the process, and
 * environments with their policies. What people changed is left alone, and so is what the user has no right to.
 */
export function planInit(
  facts: InitFacts,
  { local, skipEnvironments }: Pick<InitOptions, 'local' | 'skipEnvironments'>,
): Plan<InitResult> {
  const environments = skipEnvironments ? [] : planEnvironments(facts)
  const labels = planLabels(facts.repository, facts.config, facts.labels)
  const files = planFiles(facts, local)
  const elsewhere: readonly Step[] = environments.flatMap(({ steps }) => steps)
  const plan = {
    result: {
      files: facts.files.map(({ path, action, reason }) => ({ path, action, reason })),
      labels: labels.map(({ label }) => ({
        label,
        action: local ? ('left' as const) : ('created' as const),
      })),
      environments: environments.map(({ steps, shown: one }) =>
        steps.length > 0 && (local || !facts.mayAdminister) ? { ...one, action: 'left' as const } : one,
      ),
      pr: facts.proposal?.pullRequest ? toShownPullRequest(facts.proposal.pullRequest) : null,
    },
    warnings: [
      ...warningsOf(
        facts,
        environments.map((one) => one.shown),
      ),
      ...(elsewhere.some(asksReviewers) ? planLimits(facts) : []),
    ],
    changes: changesOf(facts),
    question: local ? `Write to the work tree?` : `Bring rel ${facts.version} to ${facts.repository}?`,
  }
  if (local)
    return { ...plan, steps: files, summary: nextAfterLocal(files, labels.length + elsewhere.length) }

  const steps = [...files, ...labels, ...(facts.mayAdminister ? elsewhere : [])]
  if (steps.length > 0 && !facts.mayPush)
    return { ...plan, steps: [], summary: '', refusal: mayNotPush(facts) }
  const opens = files.some(({ kind }) => kind === 'open-pull-request')
  const refusal =
    elsewhere.length > 0 && !facts.mayAdminister ? leftToAdministrator(facts, plan.result) : undefined
  return {
    ...plan,
    steps,
    summary: summaryOf(facts, facts.proposal?.pullRequest ?? null),
    ...(opens && { next: 'after-steps' }),
    ...(refusal && { refusal: withProposal(refusal, facts.proposal?.pullRequest ?? null) }),
  }
}

/** After the steps: the same, with the pull request that they opened. */
export function withPullRequest(before: Plan<InitResult>, opened: PullRequest | null): Plan<InitResult> {
  return {
    ...withoutNext(before),
    steps: [],
    result: { ...before.result, pr: opened && toShownPullRequest(opened) },
    summary: opened ? proposed(opened) : before.summary,
    ...(before.refusal && { refusal: withProposal(before.refusal, opened) }),
  }
}

const changesOf = ({ files }: InitFacts): readonly FileChange[] =>
  files.filter(isChanged).map(({ path, before, after }) => ({ path, before, after }))

const proposed = ({ number, title, url }: PullRequest): string =>
  `#${number} is to be merged: ${title}. ${url}`

/** A refusal is the last word: what was done before it is said with it. */
const withProposal = (refusal: Refusal, pullRequest: PullRequest | null): Refusal =>
  pullRequest ? { ...refusal, message: `${proposed(pullRequest)}\n${refusal.message}` } : refusal

const summaryOf = ({ repository, version }: InitFacts, pullRequest: PullRequest | null): string =>
  pullRequest ? proposed(pullRequest) : `${repository} has rel ${version}, and its labels and environments.`

function nextAfterLocal(files: readonly Step[], others: number): string {
  const rest = others > 0 ? ' `rel init` makes the labels and environments that are missing.' : ''
  return files.length > 0
    ? `Commit it on a branch and open a pull request.${rest}`
    : `The work tree is as it should be.${rest}`
}

/** What was left as it is, and what the process lacks: one line each. */
function warningsOf(facts: InitFacts, environments: readonly InitEnvironment[]): readonly string[] {
  const { files, overruled, config } = facts
  const kept = files.filter(({ action, owner }) => action === 'kept' && owner === 'rel')
  const open = environments.filter(
    ({ environment, reviewers }) => isReviewed(config, environment) && reviewers.length === 0,
  )
  return [
    ...kept.map(({ path, reason }) => `${path} was left alone: ${reason}.`),
    ...overruled.map(
      ({ key, value, found }) =>
        `.github/rel.yml says ${key}: ${JSON.stringify(found)}, not ${JSON.stringify(value)}, and was left alone. Edit it to change that.`,
    ),
    ...missingSetup(facts),
    ...environments.flatMap(({ environment, note }) => (note === null ? [] : [`${environment}: ${note}.`])),
    ...(open.length > 0
      ? [
          `Nobody has to approve what goes to ${open.map(({ environment }) => environment).join(', ')}: pass --reviewers with logins or teams.`,
        ]
      : []),
  ]
}

const asksReviewers = (step: Step): boolean => step.kind === 'put-environment' && step.reviewers.length > 0

/** Who pays for what is told to the owners of an organisation alone: GitHub's answer is what counts. */
const planLimits = ({ repository, isPrivate, server }: InitFacts): readonly string[] =>
  isPrivate && server === 'github'
    ? [
        `${repository} is private: GitHub has required reviewers there only with Enterprise. Where it refuses them, run again with --gates dispatch.`,
      ]
    : []

const mayNotPush = ({ repository }: InitFacts): Refusal => ({
  code: 'permission',
  message: `You may not push to ${repository}.`,
  hint: `Ask for write access, or run \`rel init --local\` in a clone and propose the files from a fork.`,
})

function leftToAdministrator({ repository, reviewers }: InitFacts, { environments }: InitResult): Refusal {
  const left = environments.filter(({ action }) => action === 'left')
  const list = left
    .map(({ environment, policies }) => `\n  ${environment}: ${policyNames(policies)}`)
    .join('')
  const named = reviewers.length > 0 ? ` --reviewers ${reviewers.map(({ name }) => name).join(',')}` : ''
  return {
    code: 'permission',
    message: `Only an administrator of ${repository} can set up environments. These are left:${list}`,
    hint: `Ask one to run \`rel init --repo ${repository}${named} --yes\`, or leave them out with --skip-environments.`,
  }
}
