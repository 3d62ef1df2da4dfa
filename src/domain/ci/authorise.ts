import type { Config } from '../../config.js'
import { approversOf, checkApprovers, type Person } from '../approval/approver.js'
import { refusalOf } from '../check.js'
import type { CiResult } from './event.js'
import type { Plan } from '../plan.js'

export interface AuthoriseFacts {
  readonly config: Config
  /** Who started the run, and who ran it again: a run that is repeated keeps the first actor. */
  readonly people: readonly Person[]
}

/** May these people let a version into the environment? Where GitHub's own reviewers do, they already have. */
export function planAuthorise({ config, people }: AuthoriseFacts, environment: string): Plan<CiResult> {
  if (config.gates === 'reviewers')
    return told([`The reviewers of ${environment} on GitHub decide who may deploy to it.`])
  const checks = checkApprovers(people, approversOf(config, environment), environment)
  const refusal = refusalOf(checks, [])
  const plan = told(checks.map(({ finding }) => finding))
  return refusal ? { ...plan, refusal } : plan
}

const told = (why: readonly string[]): Plan<CiResult> => ({
  steps: [],
  summary: why.join('\n'),
  result: { why, outputs: {} },
})
