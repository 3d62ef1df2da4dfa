import { shortCommit } from '../../lib/commit.js'
import type { Config } from '../../config.js'
import type { ShownCheck } from '../plan/check.js'
import { stagesOf } from '../model/environment.js'
import type { Plan } from '../plan/plan.js'
import type { Goal, Progress, RunTrigger } from '../plan/goal.js'
import type { Run } from '../model/run.js'
import { environmentOf, releaseBranchOf, type Service } from '../model/service.js'
import { dispatchedAt, nextOf } from '../rollout/next-gate.js'

/** The run that made a version of a line, and the branch of that: patches get none of their own. */
export interface HotfixRun extends Omit<RunTrigger, 'kind'> {
  readonly branch: string
}

/** A version and where it is, as far as following it goes. */
export interface Aim {
  readonly repository: string
  readonly config: Config
  readonly service: Service
  readonly trunk: { readonly name: string }
  readonly candidate: {
    readonly version: string
    readonly commit: string
    readonly release: { readonly tag: string }
    readonly hotfix?: HotfixRun | null
  }
}

/** The result of publishing, and of watching what follows: docs/json.md. */
export interface PublishResult {
  readonly version: string
  readonly tag: string
  readonly branch: string
  readonly commit: string
  readonly digest: string | null
  /** Where the last environment answers that runs it. */
  readonly url: string | null
  readonly checks: readonly ShownCheck[]
  readonly run: Run | null
  readonly waiting: {
    readonly environment: string
    readonly approvers: readonly string[]
    readonly url: string | null
  } | null
}

/** What the view of what followed needs to know besides. */
interface PublishView {
  readonly isHotfix: boolean
}
export type PublishPlan = Plan<PublishResult, PublishView>

export const viewOf = ({ candidate }: Aim): PublishView => ({ isHotfix: Boolean(candidate.hotfix) })

/** Where a version goes, and what brings it there: a hotfix goes past staging, by the run of its line. */
export const goalsOf = (
  { repository, config, service, trunk, candidate }: Aim,
  through: boolean,
): readonly Goal[] => {
  const { commit, release, hotfix, version } = candidate
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

export const resultOf = (
  { service, candidate }: Aim,
  digest: string | null,
  checks: readonly ShownCheck[],
): PublishResult => ({
  version: candidate.version,
  tag: candidate.release.tag,
  branch: candidate.hotfix?.branch ?? releaseBranchOf(service, candidate.version),
  commit: candidate.commit,
  digest,
  url: null,
  checks,
  run: null,
  waiting: null,
})

/** As far as it has come: what runs it, and the first gate. What comes behind that gate is not worth a line. */
export function publishOutcome(
  { result, view }: PublishPlan,
  progress: readonly Progress[],
): { readonly summary: string; readonly result: PublishResult } {
  const where = view?.isHotfix ? `${result.tag} is on ${result.branch}` : `${result.branch} starts`
  const gate = progress.find(({ state }) => state === 'gated') ?? null
  const last = progress.findLast(({ url }) => url !== null)
  const sentences = progress.filter(({ state }) => gate === null || state === 'reached')
  return {
    summary: [
      `${where} at ${shortCommit(result.commit)}${result.digest ? `; the image is ${result.digest}` : ''}.`,
      ...sentences.map(({ sentence }) => sentence),
      ...(gate ? [gate.sentence, nextOf(gate)] : []),
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
