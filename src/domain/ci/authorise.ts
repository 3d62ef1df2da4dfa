import type { Config } from '../../config.js'
import { checkApprovers } from '../approval/approvers.js'
import { approversOf, type Person } from '../model/approvers.js'
import { gatedStages } from '../model/stage.js'
import { refusalOf } from '../plan/check.js'
import type { CiResult } from './event.js'
import type { Plan } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'

export interface AuthoriseFacts {
  readonly config: Config
  /** Who started the run and who re-ran it: GitHub keeps the first actor for a re-run. */
  readonly people: readonly Person[]
}

/** `version`, `comment`: '' if not given. */
export interface AuthoriseOptions {
  readonly environment: string
  readonly version: string
  readonly comment: string
}

/**
 * Checks that every person is an approver of the environment. With `gates: reviewers` GitHub has checked that already. Invalid
 * environments and versions are refused first: both are part of the run's title, which must not name another gate.
 */
export function planAuthorise({ config, people }: AuthoriseFacts, options: AuthoriseOptions): Plan<CiResult> {
  const { environment, version, comment } = options
  if (!gatedStages(config).some((stage) => stage.environment === environment))
    return { ...planOf([]), refusal: refuse(`There is no gate at ${environment}.`) }
  if (version !== '' && !/^\d+\.\d+\.\d+$/.test(version))
    return { ...planOf([]), refusal: refuse(`Invalid version "${version}".`) }
  if (config.gates === 'reviewers')
    return planOf([`Deployments to ${environment} are approved by its required reviewers on GitHub.`])
  const checks = checkApprovers(people, approversOf(config, environment), environment)
  const refusal = refusalOf(checks, [])
  const plan = planOf([...checks.map(({ finding }) => finding), ...(comment === '' ? [] : [comment])])
  return refusal ? { ...plan, refusal } : plan
}

const refuse = (message: string): Refusal => ({
  code: 'refused',
  message,
  hint: 'Use staging or production (in a monorepo with the service, such as production/api) and a released version.',
})

const planOf = (why: readonly string[]): Plan<CiResult> => ({
  steps: [],
  summary: why.join('\n'),
  result: { why, outputs: {} },
})
