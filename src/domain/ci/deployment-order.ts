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
  /** The checks that were overridden when the version was published. */
  readonly overridden: readonly string[]
  /** Hotfix commits that the environment runs and the version does not contain. */
  readonly lostHotfixes: readonly MissingCommit[]
}
export interface DeploymentOrderOptions {
  readonly environment: string
  readonly version: string | null
  readonly rollback: boolean
}

/** `wait`: for an older deployment. */
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
 * The order of deployments behind a gate. The oldest goes first and never waits for a younger one, so none waits forever. If a
 * younger one has already started, this one is refused: two at once would mix. `isRecorded`: the own record is written, and
 * this is the check after it.
 */
export function deploymentOrder(
  facts: DeploymentOrderFacts,
  options: DeploymentOrderOptions,
  isRecorded: boolean,
): DeploymentOrder {
  const { own, history } = facts
  const others = history.deployments.filter(({ id, state }) => state === 'in_progress' && id !== own?.id)
  const older = own && others.find(({ id }) => id < own.id)
  if (older)
    return {
      kind: 'wait',
      why: `an older deployment to ${options.environment} is in progress (${pageOf(older)})`,
    }
  const younger = isRecorded ? undefined : others.find(hasBegun)
  if (younger)
    return refused(
      `Superseded: ${versionOf(younger)} is being deployed to ${options.environment} (${pageOf(younger)}).`,
      'If this version is still wanted, re-run the failed jobs when that deployment has ended.',
    )
  return checkVersion(facts, options)
}

const pageOf = ({ page, id }: Deployment): string => page ?? `deployment ${id}`
const hasBegun = ({ statuses }: Deployment): boolean =>
  statuses.some(({ description }) => isRecord(description))

/** Refuses a silent downgrade (L5), a lost hotfix (L4), and any deployment during a freeze. */
function checkVersion(
  { history, config, now, overridden, lostHotfixes }: DeploymentOrderFacts,
  options: DeploymentOrderOptions,
): DeploymentOrder {
  const { environment, version, rollback } = options
  const running = runningIn(history, () => null)
  if (version !== null && running?.version && lt(version, running.version) && !rollback)
    return refused(
      `${environment} runs ${running.version}; the older ${version} does not replace it.`,
      `Run \`rel release rollback --redeploy --to ${nameIn(config, environment, version)}\` to deploy it anyway.`,
    )
  const hotfixes =
    version === null || rollback ? [] : [checkLostHotfixes(lostHotfixes, { environment, version })]
  const checks: readonly Check[] = [...hotfixes, checkFreeze(config, now)]
  const stop = checks.find((check) => refusalOf([check], overridden))
  return stop ? refused(stop.finding, overrideHint(config, environment, stop)) : { kind: 'go' }
}

const nameIn = (config: Config, environment: string, version: string): string => {
  const service = serviceIn(servicesOf(config), environment)
  return service ? versionName(service, version) : version
}

/** How to override the check. With `gates: reviewers` the failed run must wait at its gate again first. */
function overrideHint({ gates }: Config, environment: string, { name, override, remedy }: Check): string {
  const again = gates === 'reviewers' ? 'run the failed jobs again, then ' : ''
  return `${remedy} Or override it by name: ${again}\`rel release approve ${environment} ${override ?? `--force ${name}`}\`.`
}
