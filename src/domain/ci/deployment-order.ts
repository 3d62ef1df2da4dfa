import { isRecord } from '../model/deployment-record.js'
import { lt } from 'semver'
import type { MissingCommit } from '../line/audit.js'
import { refusalOf, type Check } from '../plan/check.js'
import { recordOf, runningIn, type Deployment, type History } from '../model/deployment.js'
import { checkFreeze } from '../freeze/freeze.js'
import { versionName, serviceIn, servicesOf } from '../model/service.js'
import { checkLostHotfixes } from '../line/missing-hotfixes.js'
import type { Config } from '../../config.js'
import type { Refusal } from '../plan/refusal.js'

export interface DeploymentOrderFacts {
  readonly config: Config
  readonly now: string
  readonly history: History
  readonly own: Deployment | null
  /** What the release says was overridden when it was published. */
  readonly overridden: readonly string[]
  /** Hotfix commits that run there, and that the version lacks. */
  readonly lostHotfixes: readonly MissingCommit[]
}
export interface DeploymentOrderOptions {
  readonly environment: string
  readonly version: string | null
  readonly rollback: boolean
}

/** `wait`: whose turn it is before ours. */
export type DeploymentOrder =
  | { readonly kind: 'wait'; readonly why: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'go' }

const refused = (message: string, hint: string): DeploymentOrder => ({
  kind: 'refused',
  refusal: { code: 'refused', message, hint },
})
const versionOf = (deployment: Deployment): string => recordOf(deployment, () => null).version ?? 'a version'

/**
 * Whose turn is it behind the gate? The oldest deployment goes first, and nobody waits for a younger one, so nobody waits for
 * ever. One that has begun already is not joined: two at once would end as a mixture. `begun`: our own record is made, and this
 * is the look after it.
 */
export function deploymentOrder(
  facts: DeploymentOrderFacts,
  options: DeploymentOrderOptions,
  isRecorded: boolean,
): DeploymentOrder {
  const { own, history } = facts
  const others = history.deployments.filter(({ id, state }) => state === 'in_progress' && id !== own?.id)
  const older = own && others.find(({ id }) => id < own.id)
  if (older) return { kind: 'wait', why: `${options.environment} is being deployed by ${pageOf(older)}` }
  const younger = isRecorded ? undefined : others.find(hasBegun)
  if (younger)
    return refused(
      `${options.environment} is just getting ${versionOf(younger)}, by ${pageOf(younger)}.`,
      'Run the failed jobs again when it has ended, if this one is still wanted.',
    )
  return mayGo(facts, options)
}

const pageOf = ({ page, id }: Deployment): string => page ?? `deployment ${id}`
const hasBegun = ({ statuses }: Deployment): boolean =>
  statuses.some(({ description }) => isRecord(description))

/** No silent downgrade (L5), no hotfix lost (L4), and nothing while it is frozen. */
function mayGo(
  { history, config, now, overridden, lostHotfixes }: DeploymentOrderFacts,
  options: DeploymentOrderOptions,
): DeploymentOrder {
  const { environment, version, rollback } = options
  const running = runningIn(history, () => null)
  if (version !== null && running?.version && lt(version, running.version) && !rollback)
    return refused(
      `${environment} runs ${running.version}: the older ${version} is not deployed over it.`,
      `\`rel release rollback --redeploy --to ${namedThere(config, environment, version)}\` does that on purpose.`,
    )
  const hotfixes =
    version === null || rollback ? [] : [checkLostHotfixes(lostHotfixes, { environment, version })]
  const checks: readonly Check[] = [...hotfixes, checkFreeze(config, now)]
  const stop = checks.find((check) => refusalOf([check], overridden))
  return stop ? refused(stop.finding, overrideHint(config, environment, stop)) : { kind: 'go' }
}

const namedThere = (config: Config, environment: string, version: string): string => {
  const service = serviceIn(servicesOf(config), environment)
  return service ? versionName(service, version) : version
}

/** The run has failed: where the gate is its own, it has to be at it once more before somebody can override the check. */
function overrideHint({ gates }: Config, environment: string, { name, override, remedy }: Check): string {
  const again = gates === 'reviewers' ? 'run the failed jobs again, then ' : ''
  return `${remedy} Or override it by name: ${again}\`rel release approve ${environment} ${override ?? `--force ${name}`}\`.`
}
