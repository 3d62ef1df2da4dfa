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
  /** Who started the run, and who ran it again: a run that is repeated keeps the first actor. */
  readonly people: readonly Person[]
}

/** What they ask for. `version`, `comment`: '' where they are of no concern. */
export interface AuthoriseOptions {
  readonly environment: string
  readonly version: string
  readonly comment: string
}

/**
 * May these people let a version into the environment, or turn it away? Where GitHub's own reviewers decide, they already have. What
 * is no environment or no version is refused first: the name of the run is made of both, and must not speak of another gate.
 */
export function planAuthorise({ config, people }: AuthoriseFacts, options: AuthoriseOptions): Plan<CiResult> {
  const { environment, version, comment } = options
  if (!gatedStages(config).some((stage) => stage.environment === environment))
    return { ...planOf([]), refusal: refuse(`There is no gate at ${environment}.`) }
  if (version !== '' && !/^\d+\.\d+\.\d+$/.test(version))
    return { ...planOf([]), refusal: refuse(`${version} is not a version, as 1.4.0 is.`) }
  if (config.gates === 'reviewers')
    return planOf([`The reviewers of ${environment} on GitHub decide who may deploy to it.`])
  const checks = checkApprovers(people, approversOf(config, environment), environment)
  const refusal = refusalOf(checks, [])
  const plan = planOf([...checks.map(({ finding }) => finding), ...(comment === '' ? [] : [comment])])
  return refusal ? { ...plan, refusal } : plan
}

const refuse = (message: string): Refusal => ({
  code: 'refused',
  message,
  hint: 'Name staging or production, in a monorepo with the service, and a version that is released.',
})

const planOf = (why: readonly string[]): Plan<CiResult> => ({
  steps: [],
  summary: why.join('\n'),
  result: { why, outputs: {} },
})
