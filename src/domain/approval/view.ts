import { gt, valid } from 'semver'
import { type ApprovalFacts, type Crossing, runningThere } from './facts.js'
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
import { nextAt, nextOf } from '../rollout/next-gate.js'
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
export interface Waiting {
  readonly crossing: Crossing
  readonly facts: ApprovalFacts
}

export const placeOf = ({ version, commit, environment }: Crossing): string =>
  `${environment} of ${version ?? shortCommit(commit)}`

export const fromOf = ({ crossing: { environment }, facts }: Waiting): string | null =>
  runningThere(facts, environment)?.version ?? null
const digestOf = ({ crossing: { version }, facts }: Waiting): string | null =>
  version === null ? null : (facts.digests.get(version) ?? null)
const shippedWith = (one: Waiting): Shipped =>
  shippedBetween(one.facts, one.crossing.environment, fromOf(one), one.crossing.version)

const verbs = { approved: ['approve', 'approving'], rejected: ['reject', 'rejecting'] } as const

/** What would ship, and whether you may say so, or turn it away. */
export function shownAt(one: Waiting, verdict: keyof typeof verbs): ShownCheck {
  const { repository, environment, version, commit, since, mayApprove } = one.crossing
  const [shipped, digest] = [shippedWith(one), digestOf(one)]
  const told = [
    `${fromOf(one) ?? 'nothing'} → ${version ?? shortCommit(commit)}`,
    ...named(shipped),
    ...(digest === null ? [] : [digest.slice(0, 'sha256:'.length + 12)]),
    `waits since ${since.slice(0, 16).replace('T', ' ')} UTC`,
    ...(one.crossing.rejection ? [rejectedBy('it', one.crossing.rejection)] : []),
    `${reviewers(one.crossing)} may ${verbs[verdict][0]}${mayApprove ? ', and so may you' : ''}`,
  ]
  return {
    name: `${repository} ${environment}`,
    status: mayApprove ? 'passed' : 'failed',
    finding: `${told.join(', ')}.`,
    remedy: one.crossing.approvers.length > 0 ? `Ask ${asked(one.crossing.approvers)}.` : nobody,
  }
}

const named = ({ pulls, untold }: Shipped): readonly string[] => [
  ...(pulls.length > 0 ? [numbered(pulls)] : []),
  ...untold.map((version) => `what ${version} brought, of which no release tells`),
]

/** As many as a line holds, the newest, and how many more; --json has all. */
const numbered = (pulls: readonly number[]): string => {
  const [older, shown] = [pulls.slice(0, -pullsInALine), pulls.slice(-pullsInALine)]
  return [
    ...(older.length > 0 ? [`${older.length} more and`] : []),
    ...shown.map((number) => `#${number}`),
  ].join(' ')
}
const pullsInALine = 20

const reviewers = ({ approvers }: Crossing): string => approvers.join(', ') || 'nobody'

/** Not a reviewer, or one whom GitHub keeps from it all the same. */
export function notAllowed(barred: readonly Waiting[], verdict: keyof typeof verbs): Refusal {
  const [verb, doing] = verbs[verdict]
  const [first] = barred
  const crossings = barred.map(({ crossing }) => crossing)
  const kept = barred.filter(({ crossing, facts }) => namesOne(crossing.approvers, facts.viewer.login))
  const names = [...new Set(crossings.flatMap(({ approvers }) => approvers))].filter(
    (name) => !barred.some(({ facts }) => namesOne([name], facts.viewer.login)),
  )
  const line = barred.length > 1 || !first ? '' : ` for \`rel release ${verb} ${first.crossing.environment}\``
  return {
    code: 'permission',
    message: crossings
      .map(
        (one) => `You may not ${verb} ${placeOf(one)} in ${one.repository}: ${reviewers(one)} may ${verb}.`,
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
export const turnedAwayAt = (crossing: Crossing): string =>
  crossing.rejection
    ? rejectedBy(`${crossing.rejection.environment} of ${crossing.rejection.version}`, crossing.rejection)
    : `${placeOf(crossing)} is being rejected`

/** What ran there, and was taken back. */
export const rolledBackAt = (one: Waiting): string => {
  const { environment, version } = one.crossing
  return `${environment} ran ${version} and was rolled back to ${fromOf(one)}: \`rel release approve ${environment} --version ${version}\` lets it in again.`
}

/** What was rejected is not let in by the way. */
export function notAgain(rejected: readonly Waiting[]): Refusal {
  const [{ crossing }] = rejected as [Waiting]
  const { environment, version } = crossing.rejection ?? crossing
  return {
    code: 'rejected',
    message: rejected.map((one) => `${turnedAwayAt(one.crossing)}.`).join('\n'),
    hint: `\`rel release approve ${environment} --version ${version}\` lets it in after all.`,
  }
}

/** What becomes of it; `decision` is about gates alone. */
export const shown = (one: Waiting, decision: Approval['decision']): Approval => ({
  repository: one.crossing.repository,
  environment: one.crossing.environment,
  run: toRun(one.crossing.run),
  from: fromOf(one),
  to: one.crossing.version,
  digest: digestOf(one),
  prs: shippedWith(one).pulls,
  decision: one.crossing.place === 'gate' ? decision : 'none',
  deployed: null,
})

/** What ships with a version: pull requests, and the versions in between of which no release tells what they brought. */
export interface Shipped {
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
): Shipped {
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
  readonly followed: readonly Crossing[]
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
  const gated = progress.filter(({ state }) => state === 'gated').map(nextOf)
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
    (crossing) =>
      of(crossing.repository, crossing.environment, crossing.version)?.sentence ??
      `${placeOf(crossing)} is rejected.`,
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
  return next.map(({ environment }) => nextAt(environment))
}
