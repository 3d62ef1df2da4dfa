import { lt } from 'semver'
import { releaseOf, type ApprovalFacts } from '../approval/facts.js'
import { mayNotStart } from '../approval/permission.js'
import { newestIn, titleOf } from '../approval/runs.js'
import type { Running } from '../model/deployment.js'
import type { Step } from '../plan/plan.js'
import { nextOf } from '../publish/outcome.js'
import { overFreeze, type FreezeWish } from '../freeze/override.js'
import { environmentOf, nameOf, type Service } from '../model/service.js'
import { deployFile, type StartTrigger } from '../rollout/trigger.js'
import { refusalToRedeploy } from './redeploy-refusal.js'
import type { Rollback, RollbackPlan, RollbackResult } from './revert.js'

export interface OlderImageFacts extends ApprovalFacts {
  readonly service: Service
  /** The version to go back to, and the commit of its tag. */
  readonly version: string
  readonly commit: string
  /** What production runs. */
  readonly running: Running | null
  /** Where nobody named a version. */
  readonly rolledBack: Rollback | null
  /** Every version that production ran. */
  readonly ran: readonly string[]
  /** `unseen`: the registry could not be asked. */
  readonly digest: string | null | 'unseen'
  /** Is deploy.yml on the default branch? */
  readonly reacts: boolean
}

/** A rollback is taken back: a newer version than the one that runs. */
export const isForward = (running: Running | null, version: string): boolean =>
  running?.version != null && lt(running.version, version)

/**
 * The quick way back: the image of the older version is deployed again, behind the gate of production; the code stays. Forward again
 * goes what production ran already.
 */
export function planOlderImage(facts: OlderImageFacts, wish: FreezeWish): RollbackPlan {
  const { repository, defaultBranch, service, now, version, commit, running, runs } = facts
  const environment = environmentOf(service, 'production')
  const result: RollbackResult = {
    mode: 'redeploy',
    from: running?.version ?? null,
    to: version,
    pr: null,
    run: null,
    conflicts: [],
  }
  const plan = { steps: [], result, summary: thereAlready(facts, environment) }
  if (running?.version === version) return plan
  const title = titleOf(version, environment)
  const under = runs.find((one) => one.run.conclusion === null && one.title === title)
  const frozen = overFreeze(freezeFacts(facts, environment), wish)
  const refusal = refusalToRedeploy(facts, environment) ?? mayNotStart(facts, environment) ?? frozen.refusal
  if (refusal) return { ...plan, summary: '', refusal }
  const start: Step = {
    kind: 'dispatch-workflow',
    repository,
    workflow: deployFile,
    ref: defaultBranch,
    inputs: { environment, version, rollback: String(!isForward(running, version)) },
  }
  const trigger: StartTrigger = under
    ? { kind: 'run', run: under.run.id, node: under.node }
    : { kind: 'dispatch', workflow: deployFile, title, since: now, after: newestIn(runs) }
  const { question, summary, after } = wordsFor(facts, environment)
  return {
    ...plan,
    steps: under ? [] : [...frozen.steps, start],
    question,
    summary,
    goals: [{ repository, environment, commit, trigger }],
    told: (progress) => ({
      summary: [
        ...progress.flatMap((one) => [one.sentence, ...(one.state === 'gated' ? [nextOf(one)] : [])]),
        ...after,
      ].join('\n'),
      result: { ...result, run: progress[0]?.run ?? null },
    }),
    ...(facts.digest === 'unseen' && {
      warnings: [`Whether there is an image of ${version} is not to be seen from here; the run looks.`],
    }),
  }
}

const thereAlready = ({ version, rolledBack }: OlderImageFacts, environment: string): string =>
  rolledBack === null
    ? `${environment} runs ${version} already.`
    : `${environment} was rolled back to ${version} from ${rolledBack.from} already; \`--to VERSION\` goes further back, \`--to ${rolledBack.from}\` forward again.`

interface Words {
  readonly question: string
  readonly summary: string
  /** Said once more when it has been followed. */
  readonly after: readonly string[]
}

function wordsFor({ service, version, running, defaultBranch }: OlderImageFacts, environment: string): Words {
  if (isForward(running, version))
    return {
      question: `Let ${environment} go forward again from ${running!.version} to ${version}, which it ran before?`,
      summary: `${environment} goes forward again to ${version}, which it ran before.`,
      after: [],
    }
  const otherWay = `${defaultBranch} still has the newer code: \`rel release rollback --to ${nameOf(service, version)}\` takes that back.`
  return {
    question: `Deploy ${version} to ${environment}${running?.version ? `, which runs ${running.version}` : ''}?`,
    summary: `${version} is on its way to ${environment}. ${otherWay}`,
    after: [otherWay],
  }
}

const freezeFacts = (facts: OlderImageFacts, environment: string) => ({
  repository: facts.repository,
  config: facts.config,
  now: facts.now,
  viewer: facts.viewer.login,
  release: releaseOf(facts, { environment, version: facts.version }) ?? null,
})
