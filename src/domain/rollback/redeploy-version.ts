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

  readonly running: Running | null
  /** The rollback that was already done; null where the user named a version. */
  readonly pastRollback: PastRollback | null
  /** Every version that production ran. */
  readonly deployed: readonly string[]
  /** `unseen`: the registry could not be asked. */
  readonly digest: string | null | 'unseen'
  /** Whether deploy.yml is on the default branch. */
  readonly hasWorkflow: boolean
}

/** The version is newer than the running one, so deploying it undoes a rollback. */
export const isForward = (running: Running | null, version: string): boolean =>
  running?.version != null && lt(running.version, version)

/**
 * Rolls back without changing the code: deploys the image of an older version again, behind the gate of production. A newer version
 * can be deployed again only if production ran it before.
 */
export function planRedeployVersion(facts: RedeployVersionFacts, options: FreezeOptions): RollbackPlan {
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
  const plan = { steps: [], result, summary: alreadyRuns(facts, environment) }
  if (running?.version === version) return plan
  const title = deployTitle(version, environment)
  const started = runs.find(({ run, title: known }) => run.conclusion === null && known === title)
  const override = planFreezeOverride(freezeFacts(facts, environment), options)
  const refusal = refuseRedeploy(facts, environment) ?? mayNotStart(facts, environment) ?? override.refusal
  if (refusal) return { ...plan, summary: '', refusal }
  const start: Step = {
    kind: 'dispatch-workflow',
    repository,
    workflow: deployFile,
    ref: defaultBranch,
    inputs: { environment, version, rollback: String(!isForward(running, version)) },
  }
  const trigger: StartTrigger = started
    ? { kind: 'run', run: started.run.id, node: started.node }
    : { kind: 'dispatch', workflow: deployFile, title, since: now, after: newestRunId(runs) }
  const { question, summary, after } = textsFor(facts, environment)
  return {
    ...plan,
    steps: started ? [] : [...override.steps, start],
    question,
    summary,
    goals: [{ repository, environment, commit, trigger }],
    view: { after },
    ...(facts.digest === 'unseen' && {
      warnings: [`The registry cannot be read from here; the run checks that ${version} has an image.`],
    }),
  }
}

/** The progress of the deployment, the next command at a gate, and what is left to do. */
export const rollbackOutcome = ({ result, view }: RollbackPlan, progress: readonly Progress[]) => ({
  summary: [
    ...progress.flatMap((item) => [item.sentence, ...(item.state === 'gated' ? [nextCommandOf(item)] : [])]),
    ...(view?.after ?? []),
  ].join('\n'),
  result: { ...result, run: progress[0]?.run ?? null },
})

const alreadyRuns = ({ version, pastRollback }: RedeployVersionFacts, environment: string): string =>
  pastRollback === null
    ? `${environment} already runs ${version}.`
    : `${environment} was already rolled back from ${pastRollback.from} to ${version}. Use \`--to VERSION\` to go further back, or \`--to ${pastRollback.from}\` to go forward again.`

interface Texts {
  readonly question: string
  readonly summary: string
  /** Lines to repeat after the deployment was followed. */
  readonly after: readonly string[]
}

function textsFor(
  { service, version, running, defaultBranch }: RedeployVersionFacts,
  environment: string,
): Texts {
  if (isForward(running, version))
    return {
      question: `Roll ${environment} forward from ${running!.version} to ${version} (deployed before)?`,
      summary: `Rolling ${environment} forward to ${version} (deployed before).`,
      after: [],
    }
  const revertAdvice = `${defaultBranch} still has the newer code. To revert it, run \`rel release rollback --to ${versionName(service, version)}\`.`
  return {
    question: running?.version
      ? `Roll ${environment} back from ${running.version} to ${version}?`
      : `Deploy ${version} to ${environment}?`,
    summary: `${running?.version ? `Rolling ${environment} back to ${version}` : `Deploying ${version} to ${environment}`}. ${revertAdvice}`,
    after: [revertAdvice],
  }
}

const freezeFacts = (facts: RedeployVersionFacts, environment: string) => ({
  repository: facts.repository,
  config: facts.config,
  now: facts.now,
  viewer: facts.viewer.login,
  release: releaseOf(facts, { environment, version: facts.version }) ?? null,
})

/** Any version with an image can be rolled back to; rolling forward needs one that ran here before and may pass the stage. */
function refuseRedeploy(facts: RedeployVersionFacts, environment: string): Refusal | null {
  const { version, running, digest, hasWorkflow, defaultBranch } = facts
  const refusal = isForward(running, version) ? refuseRollForward(facts, environment) : null
  if (refusal) return refusal
  if (digest === null)
    return refuse(
      `There is no image of ${version}: it was never promoted.`,
      'Roll back to another version, or leave out --redeploy.',
    )
  return hasWorkflow ? null : missingWorkflow(defaultBranch, deployFile)
}

function refuseRollForward(facts: RedeployVersionFacts, environment: string): Refusal | null {
  const { version, running, deployed } = facts
  if (!deployed.includes(version))
    return refuse(
      `${version} is newer than ${running?.version}, which ${environment} runs, and was never deployed there.`,
      deployHint(facts, environment, version),
    )
  const before = stageBefore(facts, environment)
  const staged = before && (runningAt(facts, before)?.version ?? null)
  // A patch version may be a hotfix, which skips the stages; its run decides.
  if (before === null || staged === version || patch(version) > 0) return null
  return refuse(
    `${version} cannot be deployed to ${environment} before ${before}, which runs ${staged ?? 'nothing'}.`,
    staged !== null && gt(staged, version)
      ? deployHint(facts, environment, staged)
      : `Deploy it there first: \`gh workflow run ${deployFile} -f environment=${before} -f version=${version}\`.`,
  )
}

const stageBefore = ({ config }: RedeployVersionFacts, environment: string): string | null =>
  gatedStages(config).find((stage) => stage.environment === environment)?.before ?? null

/** What to type to deploy the version to the environment in its present state. */
function deployHint(facts: RedeployVersionFacts, environment: string, version: string): string {
  const approve = `\`rel release approve ${environment} --version ${version}\``
  if (facts.deployed.includes(version))
    return `Run \`rel release rollback --redeploy --to ${versionName(facts.service, version)}\` to deploy it again.`
  if (facts.config.gates === 'dispatch') {
    const before = stageBefore(facts, environment)
    return before === null ? `Run ${approve}.` : `Run ${approve} once ${before} runs it.`
  }
  const versionRun = facts.runs.find(
    (candidate) =>
      [releaseFile, hotfixFile].includes(candidate.run.file) &&
      versionOfRun(facts.releases, candidate, facts.service) === version,
  )
  if (versionRun?.run.conclusion === null)
    return `Run ${approve} once its run has reached that gate: ${versionRun.run.url}`
  return `Re-run the jobs of its release${versionRun ? ` (${versionRun.run.url})` : ''}, then run ${approve}.`
}
