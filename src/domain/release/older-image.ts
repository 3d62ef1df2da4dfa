import { lt } from 'semver'
import { releaseOf, type ApprovalFacts } from '../approval/ground.js'
import { mayNotStart } from '../approval/starting.js'
import { newestIn, titleOf } from '../approval/version-run.js'
import type { Running } from '../deployment.js'
import type { Refusal, Step } from '../plan.js'
import { nextOf } from '../publish/outcome.js'
import { overFreeze, type FreezeWish } from '../publish/over-freeze.js'
import { environmentOf, type Service } from '../service.js'
import { deployFile, lackingWorkflow, type StartTrigger } from '../trigger.js'
import type { Rollback, RollbackPlan, RollbackResult } from './rollback.js'

export interface OlderImageFacts extends ApprovalFacts {
  readonly service: Service
  /** The version to go back to, and the commit of its tag. */
  readonly version: string
  readonly commit: string
  /** What production runs. */
  readonly running: Running | null
  /** Where nobody named a version. */
  readonly rolledBack: Rollback | null
  /** `unseen`: the registry could not be asked. */
  readonly digest: string | null | 'unseen'
  /** Is deploy.yml on the default branch? */
  readonly reacts: boolean
}

/** The quick way back: the image of the older version is deployed again, behind the gate of production; the code stays. */
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
  const refusal = refusalToRedeploy(facts) ?? mayNotStart(facts, environment) ?? frozen.refusal
  if (refusal) return { ...plan, summary: '', refusal }
  const start: Step = {
    kind: 'dispatch-workflow',
    repository,
    workflow: deployFile,
    ref: defaultBranch,
    inputs: { environment, version, rollback: 'true' },
  }
  const trigger: StartTrigger = under
    ? { kind: 'run', run: under.run.id, node: under.node }
    : { kind: 'dispatch', workflow: deployFile, title, since: now, after: newestIn(runs) }
  const otherWay = `${defaultBranch} still has the newer code: \`rel release rollback --to ${version}\` takes that back.`
  return {
    ...plan,
    steps: under ? [] : [...frozen.steps, start],
    question: `Deploy ${version} to ${environment}${running?.version ? `, which runs ${running.version}` : ''}?`,
    summary: `${version} is on its way to ${environment}. ${otherWay}`,
    goals: [{ repository, environment, commit, trigger }],
    told: (progress) => ({
      summary: [
        ...progress.flatMap((one) => [one.sentence, ...(one.state === 'gated' ? [nextOf(one)] : [])]),
        otherWay,
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
    : `${environment} was rolled back to ${version} from ${rolledBack.from} already; \`--to VERSION\` goes further back.`

const freezeFacts = (facts: OlderImageFacts, environment: string) => ({
  repository: facts.repository,
  config: facts.config,
  now: facts.now,
  viewer: facts.viewer.login,
  release: releaseOf(facts, { environment, version: facts.version }) ?? null,
})

function refusalToRedeploy({
  version,
  running,
  digest,
  reacts,
  defaultBranch,
}: OlderImageFacts): Refusal | null {
  const refuse = (message: string, hint: string): Refusal => ({ code: 'refused', message, hint })
  if (running?.version && lt(running.version, version))
    return refuse(
      `${version} is newer than ${running.version}, which production runs.`,
      'Going forward is `rel release approve production`.',
    )
  if (digest === null)
    return refuse(
      `There is no image of ${version}: it was never promoted.`,
      'Roll back to another version, or leave out --redeploy.',
    )
  return reacts ? null : lackingWorkflow(defaultBranch, deployFile)
}
