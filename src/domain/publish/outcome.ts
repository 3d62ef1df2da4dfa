import { shortCommit } from '../../lib/commit.js'
import type { ShownCheck } from '../plan/check.js'
import { stagesOf } from '../model/environment.js'
import type { Plan } from '../plan/plan.js'
import type { Goal, Progress } from '../plan/goal.js'
import type { Run } from '../model/run.js'
import { environmentOf, releaseBranchOf } from '../model/service.js'
import { dispatchedAt, nextCommandOf } from '../rollout/next-gate.js'
import { isDraft, type HotfixRun, type PublishFacts } from './facts.js'

/** The result of publishing and of watching a release, as --json shows it: docs/json.md. */
export interface PublishResult {
  readonly version: string
  readonly tag: string
  readonly branch: string
  readonly commit: string
  readonly digest: string | null
  /** The URL of the last environment that runs it. */
  readonly url: string | null
  readonly checks: readonly ShownCheck[]
  readonly run: Run | null
  readonly waiting: {
    readonly environment: string
    readonly approvers: readonly string[]
    readonly url: string | null
  } | null
}

interface PublishView {
  readonly isHotfix: boolean
}
export type PublishPlan = Plan<PublishResult, PublishView>

const hotfixOf = ({ candidate }: PublishFacts): HotfixRun | null =>
  isDraft(candidate) ? null : candidate.hotfix

export const publishView = (facts: PublishFacts): PublishView => ({ isHotfix: hotfixOf(facts) !== null })

/** The environments that a version is deployed to, and by which run. A hotfix skips staging; the run of its line deploys it. */
export const publishGoals = (facts: PublishFacts, through: boolean): readonly Goal[] => {
  const { repository, config, service, trunk, candidate } = facts
  const { commit, release, version } = candidate
  const hotfix = hotfixOf(facts)
  const stages = stagesOf(config).filter((stage) => !hotfix || stage === 'production')
  return stages.map((stage) => {
    const environment = environmentOf(service, stage)
    return {
      repository,
      environment,
      commit,
      trigger: hotfix
        ? { kind: 'run', run: hotfix.run, node: hotfix.node }
        : { kind: 'release', tag: release.tag },
      version,
      ...dispatchedAt(trunk.name, config, environment, version),
      ...(through && { through }),
    }
  })
}

export const publishResult = (
  facts: PublishFacts,
  digest: string | null,
  checks: readonly ShownCheck[],
): PublishResult => ({
  version: facts.candidate.version,
  tag: facts.candidate.release.tag,
  branch: hotfixOf(facts)?.branch ?? releaseBranchOf(facts.service, facts.candidate.version),
  commit: facts.candidate.commit,
  digest,
  url: null,
  checks,
  run: null,
  waiting: null,
})

/** The progress up to the first gate; environments after that gate are left out. */
export function publishOutcome(
  { result, view }: PublishPlan,
  progress: readonly Progress[],
): { readonly summary: string; readonly result: PublishResult } {
  const subject = view?.isHotfix ? `${result.tag} is on ${result.branch}` : `${result.branch} starts`
  const gate = progress.find(({ state }) => state === 'gated') ?? null
  const last = progress.findLast(({ url }) => url !== null)
  const sentences = progress.filter(({ state }) => gate === null || state === 'reached')
  return {
    summary: [
      `${subject} at ${shortCommit(result.commit)}${result.digest ? `, image ${result.digest}` : ''}.`,
      ...sentences.map(({ sentence }) => sentence),
      ...(gate ? [gate.sentence, nextCommandOf(gate)] : []),
    ].join('\n'),
    result: {
      ...result,
      url: last?.url ?? null,
      run: progress.findLast(({ run }) => run !== null)?.run ?? null,
      waiting: gate && {
        environment: gate.goal.environment,
        approvers: gate.approvers,
        url: gate.run?.url ?? null,
      },
    },
  }
}
