import { gt, valid } from 'semver'
import { type ApprovalFacts, type Candidate, runningAt } from './facts.js'
import { isSameMinor } from '../line/line.js'
import type { Release } from '../model/release.js'
import { rejectedBy, type Run, toRun } from '../model/run.js'
import { versionIn } from '../model/service.js'
import { gatedStages, type Stage } from '../model/stage.js'
import type { ShownCheck } from '../plan/check.js'
import type { Progress } from '../plan/goal.js'
import type { Plan } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import { previousIn, pullsIn } from '../release/body.js'
import { nextCommandAt, nextCommandOf } from '../rollout/next-gate.js'
import { shortCommit } from '../../lib/commit.js'

/** As --json shows it: docs/json.md. `from`: the version that runs there, `to`: the one that waits. */
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

/** A version that waits, and what it would replace. */
export interface SelectedCandidate {
  readonly candidate: Candidate
  readonly facts: ApprovalFacts
}

export const candidateName = ({ version, commit, environment }: Candidate): string =>
  `${environment} of ${version ?? shortCommit(commit)}`

export const runningVersion = ({ candidate: { environment }, facts }: SelectedCandidate): string | null =>
  runningAt(facts, environment)?.version ?? null
const digestOf = ({ candidate: { version }, facts }: SelectedCandidate): string | null =>
  version === null ? null : (facts.digests.get(version) ?? null)
const shippedWith = (one: SelectedCandidate): ShippedChanges =>
  shippedBetween(one.facts, one.candidate.environment, runningVersion(one), one.candidate.version)

const verbs = { approved: ['approve', 'approving'], rejected: ['reject', 'rejecting'] } as const

/** What would ship, and whether you may say so, or turn it away. */
export function candidateCheck(one: SelectedCandidate, verdict: keyof typeof verbs): ShownCheck {
  const { repository, environment, version, commit, since, mayApprove } = one.candidate
  const [shipped, digest] = [shippedWith(one), digestOf(one)]
  const told = [
    `${runningVersion(one) ?? 'nothing'} → ${version ?? shortCommit(commit)}`,
    ...named(shipped),
    ...(digest === null ? [] : [digest.slice(0, 'sha256:'.length + 12)]),
    `waits since ${since.slice(0, 16).replace('T', ' ')} UTC`,
    ...(one.candidate.rejection ? [rejectedBy('it', one.candidate.rejection)] : []),
    `${reviewers(one.candidate)} may ${verbs[verdict][0]}${mayApprove ? ', and so may you' : ''}`,
  ]
  return {
    name: `${repository} ${environment}`,
    status: mayApprove ? 'passed' : 'failed',
    finding: `${told.join(', ')}.`,
    remedy: one.candidate.approvers.length > 0 ? `Ask ${asked(one.candidate.approvers)}.` : nobody,
  }
}

const named = ({ pulls, untold }: ShippedChanges): readonly string[] => [
  ...(pulls.length > 0 ? [numbered(pulls)] : []),
  ...untold.map((version) => `what ${version} brought, of which no release tells`),
]

/** As many as a line holds, the newest, and how many more; --json has all. */
const numbered = (pulls: readonly number[]): string => {
  const [older, toApproval] = [pulls.slice(0, -pullsInALine), pulls.slice(-pullsInALine)]
  return [
    ...(older.length > 0 ? [`${older.length} more and`] : []),
    ...toApproval.map((number) => `#${number}`),
  ].join(' ')
}
const pullsInALine = 20

const reviewers = ({ approvers }: Candidate): string => approvers.join(', ') || 'nobody'

/** Not a reviewer, or one whom GitHub keeps from it all the same. */
export function refuseApprover(barred: readonly SelectedCandidate[], verdict: keyof typeof verbs): Refusal {
  const [verb, doing] = verbs[verdict]
  const [first] = barred
  const candidates = barred.map(({ candidate }) => candidate)
  const kept = barred.filter(({ candidate, facts }) => namesOne(candidate.approvers, facts.viewer.login))
  const names = [...new Set(candidates.flatMap(({ approvers }) => approvers))].filter(
    (name) => !barred.some(({ facts }) => namesOne([name], facts.viewer.login)),
  )
  const line =
    barred.length > 1 || !first ? '' : ` for \`rel release ${verb} ${first.candidate.environment}\``
  return {
    code: 'permission',
    message: candidates
      .map(
        (one) =>
          `You may not ${verb} ${candidateName(one)} in ${one.repository}: ${reviewers(one)} may ${verb}.`,
      )
      .join('\n'),
    hint: [
      ...(kept.length > 0
        ? [
            `You are one of them, and GitHub does not let you: whoever started a run may be kept from ${doing} it.`,
          ]
        : []),
      names.length > 0 ? `Ask ${asked(names)}${line}.` : nobody,
    ].join(' '),
  }
}

const namesOne = (approvers: readonly string[], login: string): boolean =>
  approvers.some((name) => name.toLowerCase() === login.toLowerCase())

const nobody = 'Add a reviewer to the environment.'
/** Approvers as people speak of them. */
const asked = (approvers: readonly string[]): string =>
  approvers
    .map((one) => one.replace(/^role:/, 'somebody with the role ').replace(/^team:/, 'the team '))
    .join(' or ')

/** Who turned a version away, and where; while that is on its way, that it is. */
export const rejectionText = (candidate: Candidate): string =>
  candidate.rejection
    ? rejectedBy(`${candidate.rejection.environment} of ${candidate.rejection.version}`, candidate.rejection)
    : `${candidateName(candidate)} is being rejected`

/** What ran there, and was taken back. */
export const rolledBackText = (one: SelectedCandidate): string => {
  const { environment, version } = one.candidate
  return `${environment} ran ${version} and was rolled back to ${runningVersion(one)}: \`rel release approve ${environment} --version ${version}\` lets it in again.`
}

/** What was rejected is not let in by the way. */
export function refuseRejected(rejected: readonly SelectedCandidate[]): Refusal {
  const [{ candidate }] = rejected as [SelectedCandidate]
  const { environment, version } = candidate.rejection ?? candidate
  return {
    code: 'rejected',
    message: rejected.map((one) => `${rejectionText(one.candidate)}.`).join('\n'),
    hint: `\`rel release approve ${environment} --version ${version}\` lets it in after all.`,
  }
}

/** What becomes of it; `decision` is about gates alone. */
export const shown = (one: SelectedCandidate, decision: Approval['decision']): Approval => ({
  repository: one.candidate.repository,
  environment: one.candidate.environment,
  run: toRun(one.candidate.run),
  from: runningVersion(one),
  to: one.candidate.version,
  digest: digestOf(one),
  prs: shippedWith(one).pulls,
  decision: one.candidate.place === 'gate' ? decision : 'none',
  deployed: null,
})

/** What ships with a version: pull requests, and the versions in between of which no release tells what they brought. */
export interface ShippedChanges {
  readonly pulls: readonly number[]
  readonly untold: readonly string[]
}

/**
 * What the releases from one version, not included, to another, included, brought by their own texts; where nothing runs, of all
 * up to that other. A hotfix that production never ran is in no later version, and one that was made since that other was
 * published is not in it: only its own line has it. Somebody may have used a version up by a tag alone.
 */
export function shippedBetween(
  { releases, config }: ApprovalFacts,
  environment: string,
  from: string | null,
  to: string | null,
): ShippedChanges {
  const service = gatedStages(config).find((one) => one.environment === environment)?.service
  if (!service || to === null || valid(to) === null) return { pulls: [], untold: [] }
  const versionOf = ({ draft, tag }: Release): string | null => (draft ? null : versionIn(service, tag))
  const isBetween = (version: string): boolean => !gt(version, to) && (from === null || gt(version, from))
  const published = releases.find((one) => versionOf(one) === to)?.publishedAt
  const wasThere = ({ prerelease, publishedAt }: Release): boolean =>
    !prerelease && (publishedAt ?? '') <= (published ?? '')
  const inside = releases.filter((one) => {
    const version = versionOf(one)
    return version !== null && isBetween(version) && (isSameMinor(version, to) || wasThere(one))
  })
  const numbers = inside.flatMap(({ body }) => pullsIn(body))
  const previous = inside.flatMap(({ body }) => versionIn(service, previousIn(body) ?? '') ?? [])
  const isUntold = (version: string): boolean =>
    from !== null && gt(version, from) && !releases.some((one) => versionOf(one) === version)
  return {
    pulls: [...new Set(numbers)].toSorted((one, other) => one - other),
    untold: [...new Set(previous)].filter(isUntold),
  }
}

/** What the views of an approval and of a rejection need: the versions that are followed, and the gates there are. */
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
 * What was approved, as far as it has come; an earlier round's deployments are told once more. What becomes of the version that is
 * followed at a gate says nothing of the others there.
 */
export function approvalOutcome({ result, view }: ApprovalPlan, progress: readonly Progress[]): Outcome {
  const isFollowed = ({ repository, environment, to }: Approval): boolean =>
    view?.followed.some(
      (one) => one.repository === repository && one.environment === environment && one.version === to,
    ) ?? false
  const of = (approval: Approval): Progress | undefined =>
    progress.find(
      ({ goal: { repository, environment } }) =>
        repository === approval.repository && environment === approval.environment && isFollowed(approval),
    )
  const now = result.approvals.map((approval): Approval => {
    const own = of(approval)
    if (!own) return approval
    const deployed = own.state === 'reached' ? { version: approval.to, url: own.url } : null
    return { ...approval, run: own.run ?? approval.run, deployed }
  })
  const several = new Set(now.map(({ repository }) => repository)).size > 1
  const lines = now.flatMap((approval) => {
    const { repository, environment, deployed } = approval
    const sentence =
      of(approval)?.sentence ??
      (deployed && [`${environment} runs ${deployed.version}.`, deployed.url].filter(Boolean).join(' '))
    return sentence ? [`${several ? `${repository}: ` : ''}${sentence}`] : []
  })
  const gated = progress.filter(({ state }) => state === 'gated').map(nextCommandOf)
  const next = [...new Set([...gated, ...nextAfter(now, view?.stages ?? [])])]
  return { summary: [...new Set(lines), ...next].join('\n'), result: { approvals: now } }
}

/** What was turned away, as far as the runs that say so have judged. */
export function rejectionOutcome({ result, view }: ApprovalPlan, progress: readonly Progress[]): Outcome {
  const of = (repository: string, environment: string, version: string | null): Progress | undefined =>
    progress.find(
      ({ goal }) =>
        goal.repository === repository && goal.environment === environment && goal.rejecting === version,
    )
  const lines = (view?.followed ?? []).map(
    (candidate) =>
      of(candidate.repository, candidate.environment, candidate.version)?.sentence ??
      `${candidateName(candidate)} is rejected.`,
  )
  const now = result.approvals.map((one): Approval => {
    const own = of(one.repository, one.environment, one.to)
    return own && own.state !== 'reached' ? { ...one, decision: 'none' } : one
  })
  return { summary: lines.join('\n'), result: { approvals: now } }
}

/** Behind a stage that was reached is the next gate. */
const nextAfter = (approvals: readonly Approval[], stages: readonly Stage[]): readonly string[] => {
  const names = approvals.map(({ environment }) => environment)
  const reached = approvals.filter(({ deployed }) => deployed !== null)
  const next = stages.filter(
    ({ before, environment }) =>
      !names.includes(environment) && reached.some((approval) => approval.environment === before),
  )
  return next.map(({ environment }) => nextCommandAt(environment))
}
