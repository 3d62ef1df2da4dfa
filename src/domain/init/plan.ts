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
 * Writes the pack for the configuration, by a pull request or into the working tree, and creates the labels and environments.
 * Leaves unchanged what was edited by hand, and what the user has no permission for.
 */
export function planInit(
  facts: InitFacts,
  { local, skipEnvironments }: Pick<InitOptions, 'local' | 'skipEnvironments'>,
): Plan<InitResult> {
  const environments = skipEnvironments ? [] : planEnvironments(facts)
  const labels = planLabels(facts.repository, facts.config, facts.labels)
  const files = planFiles(facts, local)
  const environmentSteps: readonly Step[] = environments.flatMap(({ steps }) => steps)
  const plan = {
    result: {
      files: facts.files.map(({ path, action, reason }) => ({ path, action, reason })),
      labels: labels.map(({ label }) => ({
        label,
        action: local ? ('left' as const) : ('created' as const),
      })),
      environments: environments.map(({ steps, shown }) =>
        steps.length > 0 && (local || !facts.mayAdminister) ? { ...shown, action: 'left' as const } : shown,
      ),
      pr: facts.proposal?.pullRequest ? toShownPullRequest(facts.proposal.pullRequest) : null,
    },
    warnings: [
      ...warningsOf(
        facts,
        environments.map(({ shown }) => shown),
      ),
      ...(environmentSteps.some(setsReviewers) ? planLimits(facts) : []),
    ],
    changes: changesOf(facts),
    question: local
      ? 'Write these files to the working tree?'
      : `Set up rel ${facts.version} in ${facts.repository}?`,
  }
  if (local)
    return { ...plan, steps: files, summary: summaryOfLocal(files, labels.length + environmentSteps.length) }

  const steps = [...files, ...labels, ...(facts.mayAdminister ? environmentSteps : [])]
  if (steps.length > 0 && !facts.mayPush)
    return { ...plan, steps: [], summary: '', refusal: refusalToPush(facts) }
  const opens = files.some(({ kind }) => kind === 'open-pull-request')
  const refusal =
    environmentSteps.length > 0 && !facts.mayAdminister ? leftToAdministrator(facts, plan.result) : undefined
  return {
    ...plan,
    steps,
    summary: summaryOf(facts, facts.proposal?.pullRequest ?? null),
    ...(opens && { next: 'after-steps' }),
    ...(refusal && { refusal: withProposal(refusal, facts.proposal?.pullRequest ?? null) }),
  }
}

/** The plan after its steps, with the pull request that they opened. */
export function withPullRequest(before: Plan<InitResult>, opened: PullRequest | null): Plan<InitResult> {
  return {
    ...withoutNext(before),
    steps: [],
    result: { ...before.result, pr: opened && toShownPullRequest(opened) },
    summary: opened
      ? `Opened #${opened.number}. Merge it to finish the setup: ${opened.url}`
      : before.summary,
    ...(before.refusal && { refusal: withProposal(before.refusal, opened) }),
  }
}

const changesOf = ({ files }: InitFacts): readonly FileChange[] =>
  files.filter(isChanged).map(({ path, before, after }) => ({ path, before, after }))

const proposed = ({ number, url }: PullRequest): string =>
  `#${number} is open. Merge it to finish the setup: ${url}`

/** Adds the pull request to a refusal, because no summary is printed with one. */
const withProposal = (refusal: Refusal, pullRequest: PullRequest | null): Refusal =>
  pullRequest ? { ...refusal, message: `${proposed(pullRequest)}\n${refusal.message}` } : refusal

const summaryOf = ({ repository, version }: InitFacts, pullRequest: PullRequest | null): string =>
  pullRequest
    ? proposed(pullRequest)
    : `${repository} has the workflows, labels and environments of rel ${version}.`

function summaryOfLocal(files: readonly Step[], others: number): string {
  const rest = others > 0 ? ' Run `rel init` to create the missing labels and environments.' : ''
  return files.length > 0
    ? `Commit the files on a branch and open a pull request.${rest}`
    : `The files in the working tree are up to date.${rest}`
}

/** What was left unchanged, and what is still missing, one line each. */
function warningsOf(facts: InitFacts, environments: readonly InitEnvironment[]): readonly string[] {
  const { files, overruled, config } = facts
  const kept = files.filter(({ action, owner }) => action === 'kept' && owner === 'rel')
  const open = environments.filter(
    ({ environment, reviewers }) => isReviewed(config, environment) && reviewers.length === 0,
  )
  return [
    ...kept.map(({ path, reason }) => `${path} was left unchanged: ${reason}.`),
    ...overruled.map(
      ({ key, value, found }) =>
        `.github/rel.yml sets ${key} to ${JSON.stringify(found)}, not ${JSON.stringify(value)}, and was left unchanged. Edit it to change that.`,
    ),
    ...missingSetup(facts),
    ...environments.flatMap(({ environment, note }) => (note === null ? [] : [`${environment}: ${note}.`])),
    ...(open.length > 0
      ? [
          `No required reviewers: ${open.map(({ environment }) => environment).join(', ')}. Pass --reviewers with logins or teams.`,
        ]
      : []),
  ]
}

const setsReviewers = (step: Step): boolean => step.kind === 'put-environment' && step.reviewers.length > 0

/** Warns about GitHub's plans: only the owners of an organisation can read which one applies. */
const planLimits = ({ repository, isPrivate, server }: InitFacts): readonly string[] =>
  isPrivate && server === 'github'
    ? [
        `${repository} is private; required reviewers of private repositories need GitHub Enterprise. If GitHub refuses them, run again with --gates dispatch.`,
      ]
    : []

const refusalToPush = ({ repository }: InitFacts): Refusal => ({
  code: 'permission',
  message: `You cannot push to ${repository}.`,
  hint: 'Ask for write access, or run `rel init --local` in a clone and open a pull request from a fork.',
})

function leftToAdministrator({ repository, reviewers }: InitFacts, { environments }: InitResult): Refusal {
  const left = environments.filter(({ action }) => action === 'left')
  const list = left
    .map(({ environment, policies }) => `\n  ${environment}: ${policyNames(policies)}`)
    .join('')
  const named = reviewers.length > 0 ? ` --reviewers ${reviewers.map(({ name }) => name).join(',')}` : ''
  return {
    code: 'permission',
    message: `Only an administrator of ${repository} can set up environments. Not set up:${list}`,
    hint: `Ask an administrator to run \`rel init --repo ${repository}${named} --yes\`, or pass --skip-environments.`,
  }
}
