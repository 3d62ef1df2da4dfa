import { serviceIn, servicesOf, environmentOf } from '../model/service.js'
import { stagesOf } from '../model/environment.js'
import { approversOf } from '../model/approvers.js'
import type { Config } from '../../config.js'
import type { Dispatched, Progress } from '../plan/goal.js'

export const nextCommandAt = (environment: string): string => `Next: rel release approve ${environment}`
export const nextCommandOf = ({ goal }: Progress): string => nextCommandAt(goal.environment)

/** Approvers in words: `rosa or anyone with the role maintain or the team qa`. */
export const anyOf = (approvers: readonly string[]): string =>
  approvers
    .map((approver) =>
      approver.replace(/^role:(.*)$/, 'anyone with the role $1').replace(/^team:(.*)$/, 'the team $1'),
    )
    .join(' or ')

/** With dispatched gates: the gate that comes after the run of a release. Empty where the run itself waits at the gate. */
export function dispatchedAt(
  defaultBranch: string,
  config: Config,
  environment: string,
  version: string | null,
): { readonly dispatched?: Dispatched } {
  const service = serviceIn(servicesOf(config), environment)
  if (config.gates !== 'dispatch' || version === null || !service) return {}
  const stages = stagesOf(config).map((stage) => environmentOf(service, stage))
  const gates = stages.slice(0, stages.indexOf(environment) + 1)
  return { dispatched: { version, approvers: approversOf(config, environment), gates, defaultBranch } }
}
