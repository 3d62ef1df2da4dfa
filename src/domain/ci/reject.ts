import type { Config } from '../../config.js'
import type { Plan } from '../plan/plan.js'
import { approveAnyway, rejectedBy } from '../model/run.js'
import type { CiResult } from './event.js'

export interface RejectFacts {
  readonly config: Config
  readonly by: string
}
export interface RejectOptions {
  readonly environment: string
  readonly version: string
  readonly comment: string
}

/** The run of a rejection always fails, with a message that says who rejected the version. */
export function planReject({ config, by }: RejectFacts, options: RejectOptions): Plan<CiResult> {
  const { environment, version, comment } = options
  const plan = (message: string, hint: string, code: 'rejected' | 'refused'): Plan<CiResult> => ({
    steps: [],
    summary: '',
    result: { why: [], outputs: {} },
    refusal: { code, message, hint },
  })
  if (config.gates === 'reviewers')
    return plan(
      `Deployments to ${environment} are rejected by its required reviewers on GitHub, not by this workflow.`,
      `Run \`rel release reject ${environment}\` to reject the pending deployment.`,
      'refused',
    )
  return plan(
    `${rejectedBy(`${version} for ${environment}`, { by, comment })}.`,
    approveAnyway(version, environment),
    'rejected',
  )
}
