import type { Config } from '../../config.js'
import type { Plan } from '../plan/plan.js'
import { rejectedBy } from '../model/run.js'
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

/** The run of a rejection ends as failed, and says who turned the version away: that is all it does. */
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
      `The reviewers of ${environment} on GitHub decide: nothing is rejected here.`,
      `\`rel release reject ${environment}\` answers the run that waits.`,
      'refused',
    )
  return plan(
    `${rejectedBy(`${environment} of ${version}`, { by, comment })}.`,
    `Nothing was deployed. \`rel release approve ${environment} --version ${version}\` lets it in after all.`,
    'rejected',
  )
}
