import type { Config } from '../../config.js'
import { environmentsOf, isVersioned, kindOf } from '../model/environment.js'
import type { Step } from '../plan/plan.js'
import type { EnvironmentState, InitFacts, Policy, Reviewer } from './facts.js'

/** What `rel init` does with a GitHub environment. `left`: an administrator has to do it. */
export interface InitEnvironment {
  readonly environment: string
  readonly action: 'created' | 'updated' | 'unchanged' | 'left'
  /** The branches and tags that may deploy. */
  readonly policies: readonly Policy[]
  readonly reviewers: readonly string[]
  /** Settings that were found and left unchanged; null if there are none. */
  readonly note: string | null
}

interface Planned {
  readonly steps: readonly Step[]
  readonly shown: InitEnvironment
}

const branch = (name: string): Policy => ({ name, type: 'branch' })
const tag = (name: string): Policy => ({ name, type: 'tag' })

/**
 * The branches and tags that may deploy to an environment. GitHub checks the merge ref for jobs of an open pull request, its
 * base branch once it is merged, the tag for releases, the line for hotfix releases, and the default branch for dispatched
 * runs. `*` does not match a slash.
 */
export function policiesFor(config: Config, defaultBranch: string, environment: string): readonly Policy[] {
  const trunk = branch(defaultBranch)
  const lines = branch(Object.keys(config.services).length > 0 ? 'release/*/*' : 'release/**')
  if (environment.split('/')[0] === 'hotfix') return [branch('refs/pull/*/merge'), lines, trunk]
  if (kindOf(environment) !== 'stage') return [branch('refs/pull/*/merge'), trunk]
  if (environment.split('/')[0] === 'dev' || config.gates === 'dispatch') return [trunk]
  return Object.keys(config.services).length > 0
    ? [tag('*/*'), lines, trunk]
    : [tag(`${config.versions.prefix}*`), lines, trunk]
}

/** Staging and production have required reviewers, unless approvals start the deployment (`gates: dispatch`). */
export const isReviewed = ({ gates }: Config, environment: string): boolean =>
  gates === 'reviewers' && isVersioned(environment)

/** Plans every configured environment except previews, which GitHub creates at their first deployment. */
export const planEnvironments = (facts: InitFacts): readonly Planned[] =>
  environmentsOf(facts.config).map((name) => planOne(facts, name))

const isNamed =
  (name: string) =>
  (environment: { readonly name: string }): boolean =>
    environment.name.toLowerCase() === name.toLowerCase()

function planOne(facts: InitFacts, name: string): Planned {
  const { repository, config, defaultBranch } = facts
  const found = facts.environments.find(isNamed(name)) ?? null
  const wanted = policiesFor(config, defaultBranch, name)
  const missing = found?.lets === 'protected' ? [] : wanted.filter((policy) => !has(found, policy))
  const reviewers = united(found?.reviewers ?? [], isReviewed(config, name) ? facts.reviewers : [])
  const lets = found?.lets === 'protected' ? 'protected' : 'named'
  const isPutNeeded = found?.lets !== lets || reviewers.length > found.reviewers.length
  const put: Step<'put-environment'> = {
    kind: 'put-environment',
    repository,
    environment: name,
    waitTimer: found?.waitTimer ?? 0,
    preventSelfReview: found?.preventSelfReview ?? false,
    reviewers,
    lets,
  }
  const add: Step<'add-deployment-policies'> = {
    kind: 'add-deployment-policies',
    repository,
    environment: name,
    policies: missing,
  }
  const steps: readonly Step[] = [...(isPutNeeded ? [put] : []), ...(missing.length > 0 ? [add] : [])]
  const action = steps.length === 0 ? 'unchanged' : found ? 'updated' : 'created'
  const shown = {
    environment: name,
    action,
    policies: wanted,
    reviewers: reviewers.map((reviewer) => reviewer.name),
    note: found && noteOn(found, wanted, isVersioned(name) && config.gates === 'dispatch'),
  } as const
  return { steps, shown }
}

const has = (found: EnvironmentState | null, { name, type }: Policy): boolean =>
  found?.policies.some((policy) => policy.name === name && policy.type === type) ?? false

/** Adds missing reviewers; existing ones are never removed. */
const united = (found: readonly Reviewer[], requested: readonly Reviewer[]): readonly Reviewer[] => [
  ...found,
  ...requested.filter(({ type, id }) => !found.some((known) => known.type === type && known.id === id)),
]

/** Notes the settings made by hand, which stay, as far as they affect the process. `isDispatched`: rel starts the deployments. */
function noteOn(found: EnvironmentState, wanted: readonly Policy[], isDispatched: boolean): string | null {
  if (found.lets === 'protected')
    return `allows protected branches only (left unchanged); deployments from ${policyNames(wanted)} may be refused`
  const others = found.policies.filter(
    ({ name, type }) => !wanted.some((policy) => policy.name === name && policy.type === type),
  )
  const reviewers = found.reviewers.map(({ name }) => name).join(', ')
  const notes = [
    ...(others.length > 0 ? [`also allows ${policyNames(others)} (left unchanged)`] : []),
    ...(isDispatched && reviewers !== ''
      ? [`has the reviewers ${reviewers} (left unchanged), who must approve each deployment too`]
      : []),
  ]
  return notes.length > 0 ? notes.join('; ') : null
}

export const policyNames = (policies: readonly Policy[]): string =>
  policies.map(({ name, type }) => (type === 'tag' ? `tags ${name}` : name)).join(', ')
