import { shortCommit } from '../../lib/commit.js'
import type { ShownCheck } from '../plan/check.js'
import type { Refusal } from '../plan/refusal.js'
import { rejectedBy, toRun, type Run } from '../model/run.js'
import { runningThere, type ApprovalFacts, type Crossing } from './facts.js'
import { shippedBetween, type Shipped } from './shipped-changes.js'

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
