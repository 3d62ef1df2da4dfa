import { valid } from 'semver'
import { runningIn } from '../model/deployment.js'
import type { Startable, StatusFacts } from '../status/status.js'
import { versionAt, versionsAbove } from '../model/version.js'
import { crossingsOf } from './candidates.js'
import { gatedStages, type ApprovalFacts } from './facts.js'

/** Is there a version above what an environment runs, which somebody could start where gates are dispatched? */
export const maySomethingStart = ({
  config,
  histories,
  releases,
}: Pick<StatusFacts, 'config' | 'histories' | 'releases'>): boolean =>
  config.gates === 'dispatch' &&
  gatedStages(config).some(({ environment }) => {
    const history = histories.find((one) => one.environment === environment)
    if (!history) return false
    const running = runningIn(history, versionAt(releases, environment))
    return versionsAbove(releases, environment, valid(running?.version ?? '') ?? '0.0.0-0', null).length > 0
  })

/** The versions that wait for somebody to start them. */
export const startableIn = (facts: ApprovalFacts): readonly Startable[] =>
  crossingsOf(facts)
    .filter(({ place, gate }) => place === 'gate' && gate === null)
    .map(({ environment, run, since, version, approvers, mayApprove }) => ({
      environment,
      waiting: { run: run.id, url: run.url, since, version, approvers, mayApprove },
    }))
