import type { Config } from '../../config.js'
import { environmentsOf, isVersioned, kindOf } from '../model/environment.js'
import type { Step } from '../plan/plan.js'
import type { EnvironmentState, InitFacts, Policy, Reviewer } from './facts.js'

/** What becomes of a GitHub environment; `left`: somebody else has to do it. */
export interface InitEnvironment {
  readonly environment: string
  readonly action: 'created' | 'updated' | 'unchanged' | 'left'
  /** What it lets in. */
  readonly policies: readonly Policy[]
  readonly reviewers: readonly string[]
  /** What was found and left as it is; null: nothing. */
  readonly note: string | null
}

interface Planned {
  readonly steps: readonly Step[]
  readonly shown: InitEnvironment
}

const branch = (name: string): Policy => ({ name, type: 'branch' })
const tag = (name: string): Policy => ({ name, type: 'tag' })

/**
 * Who may deploy where. Jobs of a pull request are judged by its merge ref, once it is merged by its base; releases by their
 * tag, hotfix releases by their line, and what is dispatched by the default branch. `*` stops at a slash.
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

/** Staging and production wait for somebody, unless approving is starting the deployment. */
export const isReviewed = ({ gates }: Config, environment: string): boolean =>
  gates === 'reviewers' && isVersioned(environment)

/** Previews are made by GitHub when they are first deployed; every other environment is there before. */
export const planEnvironments = (facts: InitFacts): readonly Planned[] =>
  environmentsOf(facts.config).map((name) => planOne(facts, name))

const isNamed =
  (name: string) =>
  (one: { readonly name: string }): boolean =>
    one.name.toLowerCase() === name.toLowerCase()

function planOne(facts: InitFacts, name: string): Planned {
  const { repository, config, defaultBranch } = facts
  const found = facts.environments.find(isNamed(name)) ?? null
  const wanted = policiesFor(config, defaultBranch, name)
  const missing = found?.lets === 'protected' ? [] : wanted.filter((policy) => !has(found, policy))
  const reviewers = united(found?.reviewers ?? [], isReviewed(config, name) ? facts.reviewers : [])
  const lets = found?.lets === 'protected' ? 'protected' : 'named'
  const puts = found?.lets !== lets || reviewers.length > found.reviewers.length
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
  const steps: readonly Step[] = [...(puts ? [put] : []), ...(missing.length > 0 ? [add] : [])]
  const action = steps.length === 0 ? 'unchanged' : found ? 'updated' : 'created'
  const shown = {
    environment: name,
    action,
    policies: wanted,
    reviewers: reviewers.map((one) => one.name),
    note: found && noteOn(found, wanted, isVersioned(name) && config.gates === 'dispatch'),
  } as const
  return { steps, shown }
}

const has = (found: EnvironmentState | null, { name, type }: Policy): boolean =>
  found?.policies.some((one) => one.name === name && one.type === type) ?? false

/** Those that are there, and those that are not yet: nobody is taken off. */
const united = (found: readonly Reviewer[], asked: readonly Reviewer[]): readonly Reviewer[] => [
  ...found,
  ...asked.filter(({ type, id }) => !found.some((one) => one.type === type && one.id === id)),
]

/** What people set by hand stays; where it gets in the way of the process, they are told. */
function noteOn(found: EnvironmentState, wanted: readonly Policy[], started: boolean): string | null {
  if (found.lets === 'protected')
    return `it lets in protected branches only, which was left as it is: ${policyNames(wanted)} may be refused there`
  const others = found.policies.filter(
    ({ name, type }) => !wanted.some((one) => one.name === name && one.type === type),
  )
  const reviewers = found.reviewers.map(({ name }) => name).join(', ')
  const left = [
    ...(others.length > 0 ? [`it also lets in ${policyNames(others)}, which was left as it is`] : []),
    ...(started && reviewers !== ''
      ? [`it has the reviewers ${reviewers}, who were left: what is started there waits for them too`]
      : []),
  ]
  return left.length > 0 ? left.join('; ') : null
}

export const policyNames = (policies: readonly Policy[]): string =>
  policies.map(({ name, type }) => (type === 'tag' ? `tags ${name}` : name)).join(', ')
