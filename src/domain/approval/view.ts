import { gt, valid } from 'semver'
import { type ApprovalFacts, type Candidate, runningAt } from './facts.js'
import { isSameMinor } from '../line/line.js'
import type { Release } from '../model/release.js'
import { approveAnyway, rejectedBy, type Run, toRun } from '../model/run.js'
import { versionIn } from '../model/service.js'
import { gatedStages, type Stage } from '../model/stage.js'
import type { ShownCheck } from '../plan/check.js'
import type { Progress } from '../plan/goal.js'
import type { Plan } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { previousIn, pullsIn } from '../release/body.js'
import { anyOf, nextCommandAt, nextCommandOf } from '../rollout/next-gate.js'
import { shortCommit } from '../../lib/commit.js'

/** An approval as --json shows it: docs/json.md. `from`: the version that the environment runs, `to`: the one that waits. */
export interface Approval {
  readonly repository: string
  readonly environment: string
  readonly run: Run | null
  readonly from: string | null
  readonly to: string | null
  readonly digest: string | null
  readonly prs: readonly number[]
  readonly decision: 'approved' | 'rejected' | 'none'
  readonly deployed: { readonly version: string | null; readonly url: string | null } | null
}
export interface ApprovalResult {
  readonly approvals: readonly Approval[]
}

/** A candidate, and the facts of its repository. */
export interface SelectedCandidate {
  readonly candidate: Candidate
  readonly facts: ApprovalFacts
}

export const candidateName = ({ version, commit, environment }: Candidate): string =>
  `${version ?? shortCommit(commit)} for ${environment}`

export const runningVersion = ({ candidate: { environment }, facts }: SelectedCandidate): string | null =>
  runningAt(facts, environment)?.version ?? null
const digestOf = ({ candidate: { version }, facts }: SelectedCandidate): string | null =>
  version === null ? null : (facts.digests.get(version) ?? null)
const shippedWith = (item: SelectedCandidate): ShippedChanges =>
  shippedBetween(item.facts, item.candidate.environment, runningVersion(item), item.candidate.version)

const verbs = { approved: ['approve', 'approving'], rejected: ['reject', 'rejecting'] } as const

/** What the candidate would deploy, and whether the viewer can decide on it. */
export function candidateCheck(item: SelectedCandidate, verdict: keyof typeof verbs): ShownCheck {
  const { repository, environment, version, commit, since, approvers, mayApprove, rejection } = item.candidate
  const [shipped, digest, running] = [shippedWith(item), digestOf(item), runningVersion(item)]
  const next = version ?? shortCommit(commit)
  const parts = [
    running === null ? `first deployment: ${next}` : `${running} → ${next}`,
    ...shippedTexts(shipped),
    ...(digest === null ? [] : [digest]),
    `waiting since ${since}`,
    ...(rejection ? [rejectedBy('it', rejection)] : []),
    `${approversText(approvers)}${mayApprove ? ` (you can ${verbs[verdict][0]})` : ''}`,
  ]
  return {
    name: `${repository} ${environment}`,
    status: mayApprove ? 'passed' : 'failed',
    finding: `${parts.join(', ')}.`,
    remedy: approvers.length > 0 ? `Ask ${anyOf(approvers)}.` : addReviewer,
  }
}

const shippedTexts = ({ pulls, versionsWithoutNotes }: ShippedChanges): readonly string[] => [
  ...(pulls.length > 0 ? [pullList(pulls)] : []),
  ...versionsWithoutNotes.map((version) => `the changes of ${version} (no release notes)`),
]

/** The newest pull requests, as many as fit on a line, and how many more; --json has all. */
const pullList = (pulls: readonly number[]): string => {
  const [older, newest] = [pulls.slice(0, -pullsInALine), pulls.slice(-pullsInALine)]
  return [
    ...(older.length > 0 ? [`${older.length} more and`] : []),
    ...newest.map((number) => `#${number}`),
  ].join(' ')
}
const pullsInALine = 20

const approversText = (approvers: readonly string[]): string => `approvers: ${approvers.join(', ') || 'none'}`

/** The viewer is not an approver, or is one whom GitHub does not let approve. */
export function refuseApprover(
  unauthorised: readonly SelectedCandidate[],
  verdict: keyof typeof verbs,
): Refusal {
  const [verb, gerund] = verbs[verdict]
  const [first] = unauthorised
  const candidates = unauthorised.map(({ candidate }) => candidate)
  const isPrevented = unauthorised.some(({ candidate, facts }) =>
    includesLogin(candidate.approvers, facts.viewer.login),
  )
  const names = [...new Set(candidates.flatMap(({ approvers }) => approvers))].filter(
    (name) => !unauthorised.some(({ facts }) => includesLogin([name], facts.viewer.login)),
  )
  const command =
    unauthorised.length > 1 || !first ? '' : ` to run \`rel release ${verb} ${first.candidate.environment}\``
  return {
    code: 'permission',
    message: candidates
      .map(
        (candidate) =>
          `You cannot ${verb} ${candidateName(candidate)} in ${candidate.repository}; ${approversText(candidate.approvers)}.`,
      )
      .join('\n'),
    hint: [
      ...(isPrevented
        ? [
            `You are an approver, but GitHub does not let you: an environment can prevent whoever started a run from ${gerund} it.`,
          ]
        : []),
      names.length > 0 ? `Ask ${anyOf(names)}${command}.` : addReviewer,
    ].join(' '),
  }
}

const includesLogin = (approvers: readonly string[], login: string): boolean =>
  approvers.some((name) => name.toLowerCase() === login.toLowerCase())

const addReviewer = 'Add a reviewer to the environment.'

/** Who rejected the version and where; or that it is being rejected. Without a full stop. */
export const rejectionText = (candidate: Candidate): string =>
  candidate.rejection
    ? rejectedBy(`${candidate.rejection.version} for ${candidate.rejection.environment}`, candidate.rejection)
    : `${candidateName(candidate)} is being rejected`

export const rolledBackText = (item: SelectedCandidate): string => {
  const { environment, version } = item.candidate
  return `${environment} ran ${version} and was rolled back to ${runningVersion(item)}. To deploy ${version} again, run \`rel release approve ${environment} --version ${version}\`.`
}

/** A rejected version can be approved only by naming it. */
export function refuseRejected(rejected: readonly SelectedCandidate[]): Refusal {
  const [{ candidate }] = rejected as [SelectedCandidate]
  const { environment, version } = candidate.rejection ?? candidate
  return {
    code: 'rejected',
    message: rejected.map((item) => `${rejectionText(item.candidate)}.`).join('\n'),
    hint: approveAnyway(version, environment),
  }
}

/** The approval as the result lists it. Only candidates at a gate get the decision. */
export const toApproval = (item: SelectedCandidate, decision: Approval['decision']): Approval => ({
  repository: item.candidate.repository,
  environment: item.candidate.environment,
  run: toRun(item.candidate.run),
  from: runningVersion(item),
  to: item.candidate.version,
  digest: digestOf(item),
  prs: shippedWith(item).pulls,
  decision: item.candidate.place === 'gate' ? decision : 'none',
  deployed: null,
})

/** What ships with a version: pull requests, and the versions in between that have no release to list theirs. */
export interface ShippedChanges {
  readonly pulls: readonly number[]
  readonly versionsWithoutNotes: readonly string[]
}

/**
 * What the releases after `from` and up to `to` list in their notes; `from` null: all up to `to`. Left out are hotfixes of other
 * lines that production never ran, or that were published after `to`, because `to` does not contain them. A version without a
 * release may exist as a tag only.
 */
export function shippedBetween(
  { releases, config }: ApprovalFacts,
  environment: string,
  from: string | null,
  to: string | null,
): ShippedChanges {
  const service = gatedStages(config).find((stage) => stage.environment === environment)?.service
  if (!service || to === null || valid(to) === null) return { pulls: [], versionsWithoutNotes: [] }
  const versionOf = ({ draft, tag }: Release): string | null => (draft ? null : versionIn(service, tag))
  const isBetween = (version: string): boolean => !gt(version, to) && (from === null || gt(version, from))
  const published = releases.find((release) => versionOf(release) === to)?.publishedAt
  const isContained = ({ prerelease, publishedAt }: Release): boolean =>
    !prerelease && (publishedAt ?? '') <= (published ?? '')
  const between = releases.filter((release) => {
    const version = versionOf(release)
    return version !== null && isBetween(version) && (isSameMinor(version, to) || isContained(release))
  })
  const numbers = between.flatMap(({ body }) => pullsIn(body))
  const previous = between.flatMap(({ body }) => versionIn(service, previousIn(body) ?? '') ?? [])
  const hasNoRelease = (version: string): boolean =>
    from !== null && gt(version, from) && !releases.some((release) => versionOf(release) === version)
  return {
    pulls: [...new Set(numbers)].toSorted((first, second) => first - second),
    versionsWithoutNotes: [...new Set(previous)].filter(hasNoRelease),
  }
}

/** What the outcome of an approval or a rejection needs: the candidates that are followed, and all gated stages. */
export interface ApprovalView {
  readonly followed: readonly Candidate[]
  readonly stages: readonly Stage[]
}
export type ApprovalPlan = Plan<ApprovalResult, ApprovalView>

interface Outcome {
  readonly summary: string
  readonly result: ApprovalResult
}

/**
 * The progress of the approved deployments; those of earlier rounds are listed again. The progress at a gate belongs to the one
 * version that is followed there, and to no other.
 */
export function approvalOutcome({ result, view }: ApprovalPlan, progress: readonly Progress[]): Outcome {
  const isFollowed = ({ repository, environment, to }: Approval): boolean =>
    view?.followed.some(
      (candidate) =>
        candidate.repository === repository &&
        candidate.environment === environment &&
        candidate.version === to,
    ) ?? false
  const progressOf = (approval: Approval): Progress | undefined =>
    progress.find(
      ({ goal: { repository, environment } }) =>
        repository === approval.repository && environment === approval.environment && isFollowed(approval),
    )
  const approvals = result.approvals.map((approval): Approval => {
    const reached = progressOf(approval)
    if (!reached) return approval
    const deployed = reached.state === 'reached' ? { version: approval.to, url: reached.url } : null
    return { ...approval, run: reached.run ?? approval.run, deployed }
  })
  const isOneRepository = new Set(approvals.map(({ repository }) => repository)).size <= 1
  const lines = approvals.flatMap((approval) => {
    const { repository, environment, deployed } = approval
    const sentence =
      progressOf(approval)?.sentence ??
      (deployed && [`${environment} runs ${deployed.version}.`, deployed.url].filter(Boolean).join(' '))
    return sentence ? [`${isOneRepository ? '' : `${repository}: `}${sentence}`] : []
  })
  const gated = progress.filter(({ state }) => state === 'gated').map(nextCommandOf)
  const next = [...new Set([...gated, ...nextAfter(approvals, view?.stages ?? [])])]
  return { summary: [...new Set(lines), ...next].join('\n'), result: { approvals } }
}

/** The progress of rejections. One whose run has not rejected the version does not count. */
export function rejectionOutcome({ result, view }: ApprovalPlan, progress: readonly Progress[]): Outcome {
  const progressOf = (
    repository: string,
    environment: string,
    version: string | null,
  ): Progress | undefined =>
    progress.find(
      ({ goal }) =>
        goal.repository === repository && goal.environment === environment && goal.rejecting === version,
    )
  const lines = (view?.followed ?? []).map(
    (candidate) =>
      progressOf(candidate.repository, candidate.environment, candidate.version)?.sentence ??
      `Rejected ${candidateName(candidate)}.`,
  )
  const approvals = result.approvals.map((approval): Approval => {
    const reached = progressOf(approval.repository, approval.environment, approval.to)
    return reached && reached.state !== 'reached' ? { ...approval, decision: 'none' } : approval
  })
  return { summary: lines.join('\n'), result: { approvals } }
}

/** The command for the gate after each stage that was reached. */
const nextAfter = (approvals: readonly Approval[], stages: readonly Stage[]): readonly string[] => {
  const names = approvals.map(({ environment }) => environment)
  const reached = approvals.filter(({ deployed }) => deployed !== null)
  const next = stages.filter(
    ({ before, environment }) =>
      !names.includes(environment) && reached.some((approval) => approval.environment === before),
  )
  return next.map(({ environment }) => nextCommandAt(environment))
}
