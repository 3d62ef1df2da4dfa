import type { Config } from '../../config.js'
import { missingOf } from '../line/audit.js'
import { planReintegrate } from '../reintegrate/reintegrate.js'
import { type ReintegrationFacts } from '../reintegrate/facts.js'
import type { Plan } from '../plan/plan.js'
import { versionName } from '../model/service.js'
import type { CiResult } from './event.js'

export interface CiReintegrationFacts {
  readonly strategy: Config['reintegration']
  /** Does the job have the token of a technical user? */
  readonly hasToken: boolean
  readonly reintegration: ReintegrationFacts | null
}

/** Reintegrates a hotfix that production runs, by a pull request of this run or of a technical user; or reports the command for a person. */
export function planCiReintegrate(facts: CiReintegrationFacts): Plan<CiResult> {
  const { strategy, hasToken, reintegration } = facts
  const plan = planReintegrate(reintegration)
  const planOf = (why: readonly string[], steps = plan.steps): Plan<CiResult> => ({
    steps,
    summary: why.join('\n'),
    result: { why, outputs: {} },
  })
  if (!reintegration?.proposal) return planOf([plan.summary])
  const command = commandOf(reintegration)
  const missing = missingIn(reintegration)
  if (strategy === 'manual' && !reintegration.open)
    return planOf([missing, `To reintegrate it, run: ${command}`], [])
  if (strategy === 'manual') return planOf([plan.summary], [])
  if (strategy === 'token' && !hasToken)
    return {
      ...planOf([missing], []),
      refusal: {
        code: 'permission',
        message: 'The secret REINTEGRATION_TOKEN is missing.',
        hint: `Add the token of a user or an app that may write contents and pull requests. Until then run \`${command}\`.`,
      },
    }
  const why = reintegration.open ? [plan.summary] : [missing, `If GitHub refuses this run, run: ${command}`]
  return {
    ...planOf(why),
    ...(plan.refusal && { refusal: plan.refusal }),
    ...(plan.next !== undefined && { next: plan.next }),
  }
}

const commandOf = ({ service, version }: ReintegrationFacts): string =>
  `rel hotfix reintegrate ${versionName(service, version)}`

function missingIn({ commits, defaultBranch, service, version }: ReintegrationFacts): string {
  const { length } = missingOf(commits)
  return `${length} ${length === 1 ? 'commit of' : 'commits of'} ${versionName(service, version)} ${length === 1 ? 'is' : 'are'} missing on ${defaultBranch}.`
}
