import { type Refusal, refuse } from '../plan/refusal.js'
import { gt, lt, patch } from 'semver'
import { type ApprovalFacts, versionOfRun, newestRunId, releaseOf, runningAt } from '../approval/facts.js'
import { mayNotStart } from '../approval/permission.js'
import { deployFile, hotfixFile, releaseFile, deployTitle } from '../model/pack-names.js'
import type { Running } from '../model/deployment.js'
import type { Step } from '../plan/plan.js'
import { nextCommandOf } from '../rollout/next-gate.js'
import { planFreezeOverride, type FreezeOptions } from '../freeze/override.js'
import { environmentOf, versionName, type Service } from '../model/service.js'
import type { Progress, StartTrigger } from '../plan/goal.js'
import type { PastRollback, RollbackPlan, RollbackResult } from './revert.js'
import { gatedStages } from '../model/stage.js'
import { missingWorkflow } from '../rollout/trigger.js'

export interface RedeployVersionFacts extends ApprovalFacts {
  readonly service: Service
  /** The version to go back to, and the commit of its tag. */
  readonly version: string
  readonly commit: string
  /** What production runs. */
  readonly running: Running | null
  /** Where nobody named a version. */
  readonly rolledBack: PastRollback | null
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
export function planRedeployVersion(facts: RedeployVersionFacts, wish: FreezeOptions): RollbackPlan {
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
  const title = deployTitle(version, environment)
  const under = runs.find((one) => one.run.conclusion === null && one.title === title)
  const frozen = planFreezeOverride(freezeFacts(facts, environment), wish)
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
    : { kind: 'dispatch', workflow: deployFile, title, since: now, after: newestRunId(runs) }
  const { question, summary, after } = wordsFor(facts, environment)
  return {
    ...plan,
    steps: under ? [] : [...frozen.steps, start],
    question,
    summary,
    goals: [{ repository, environment, commit, trigger }],
    view: { after },
    ...(facts.digest === 'unseen' && {
      warnings: [`Whether there is an image of ${version} is not to be seen from here; the run looks.`],
    }),
  }
}

/** How far the older version has come, and what stays to be done. */
export const rollbackOutcome = ({ result, view }: RollbackPlan, progress: readonly Progress[]) => ({
  summary: [
    ...progress.flatMap((one) => [one.sentence, ...(one.state === 'gated' ? [nextCommandOf(one)] : [])]),
    ...(view?.after ?? []),
  ].join('\n'),
  result: { ...result, run: progress[0]?.run ?? null },
})

const thereAlready = ({ version, rolledBack }: RedeployVersionFacts, environment: string): string =>
  rolledBack === null
    ? `${environment} runs ${version} already.`
    : `${environment} was rolled back to ${version} from ${rolledBack.from} already; \`--to VERSION\` goes further back, \`--to ${rolledBack.from}\` forward again.`

interface Words {
  readonly question: string
  readonly summary: string
  /** Said once more when it has been followed. */
  readonly after: readonly string[]
}

function wordsFor(
  { service, version, running, defaultBranch }: RedeployVersionFacts,
  environment: string,
): Words {
  if (isForward(running, version))
    return {
      question: `Let ${environment} go forward again from ${running!.version} to ${version}, which it ran before?`,
      summary: `${environment} goes forward again to ${version}, which it ran before.`,
      after: [],
    }
  const otherWay = `${defaultBranch} still has the newer code: \`rel release rollback --to ${versionName(service, version)}\` takes that back.`
  return {
    question: `Deploy ${version} to ${environment}${running?.version ? `, which runs ${running.version}` : ''}?`,
    summary: `${version} is on its way to ${environment}. ${otherWay}`,
    after: [otherWay],
  }
}

const freezeFacts = (facts: RedeployVersionFacts, environment: string) => ({
  repository: facts.repository,
  config: facts.config,
  now: facts.now,
  viewer: facts.viewer.login,
  release: releaseOf(facts, { environment, version: facts.version }) ?? null,
})

/** Back goes every version that has its image; forward, what ran there already, and passes as any version does. */
function refusalToRedeploy(facts: RedeployVersionFacts, environment: string): Refusal | null {
  const { version, running, digest, reacts, defaultBranch } = facts
  const refusal = isForward(running, version) ? refusalToGoForward(facts, environment) : null
  if (refusal) return refusal
  if (digest === null)
    return refuse(
      `There is no image of ${version}: it was never promoted.`,
      'Roll back to another version, or leave out --redeploy.',
    )
  return reacts ? null : missingWorkflow(defaultBranch, deployFile)
}

function refusalToGoForward(facts: RedeployVersionFacts, environment: string): Refusal | null {
  const { version, running, ran } = facts
  if (!ran.includes(version))
    return refuse(
      `${version} is newer than ${running?.version}, which ${environment} runs, and never ran there.`,
      wayIn(facts, environment, version),
    )
  const before = stageBefore(facts, environment)
  const staged = before && (runningAt(facts, before)?.version ?? null)
  // A hotfix, whose number this may be, passes no stage: its run tells.
  if (before === null || staged === version || patch(version) > 0) return null
  return refuse(
    `${environment} gets what ${before} runs: that is ${staged ?? 'nothing'}, and not ${version}.`,
    staged !== null && gt(staged, version)
      ? wayIn(facts, environment, staged)
      : `\`gh workflow run ${deployFile} -f environment=${before} -f version=${version}\` brings it there first.`,
  )
}

const stageBefore = ({ config }: RedeployVersionFacts, environment: string): string | null =>
  gatedStages(config).find((stage) => stage.environment === environment)?.before ?? null

/** How a version gets to the environment, as things stand. */
function wayIn(facts: RedeployVersionFacts, environment: string, version: string): string {
  const approve = `\`rel release approve ${environment} --version ${version}\` lets it in`
  if (facts.ran.includes(version))
    return `\`rel release rollback --redeploy --to ${versionName(facts.service, version)}\` deploys that again.`
  if (facts.config.gates === 'dispatch') {
    const before = stageBefore(facts, environment)
    return before === null ? `${approve}.` : `${approve}, once ${before} runs it.`
  }
  const own = facts.runs.find(
    (one) =>
      [releaseFile, hotfixFile].includes(one.run.file) &&
      versionOfRun(facts.releases, one, facts.service) === version,
  )
  if (own?.run.conclusion === null) return `${approve}, when its run has come to that gate: ${own.run.url}`
  return `Run the jobs of its release again${own ? `, ${own.run.url}` : ''}; then ${approve}.`
}
