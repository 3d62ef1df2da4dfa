import type { Running } from '../model/deployment.js'
import { inMilliseconds } from '../../lib/duration.js'
import { previewLabel, queueLabel, slotLabel, slotName, slotsOf } from '../model/environment.js'
import { requestedEnvironments, heldEnvironments, type LabelRules } from '../label/request.js'
import type { Step } from '../plan/plan.js'
import type { PullRequest } from '../model/pull-request.js'
import { type Slot } from '../qa/slot.js'
import { type Claim, newestFirst } from '../label/claim.js'

/** The claims on slots and queues, with the comments on their pull requests. */
export interface SlotExpiryFacts extends LabelRules {
  readonly repository: string
  /** Every open pull request with the label of an environment or a queue. */
  readonly open: readonly PullRequest[]
  readonly slots: readonly Slot[]
  readonly queues: readonly Slot[]
  /** The server's time. */
  readonly now: string
}

/** The steps, and the open pull requests as they are afterwards. */
export interface SlotExpiryPlan {
  readonly steps: readonly Step[]
  readonly why: readonly string[]
  readonly open: readonly PullRequest[]
}

/** Releases slots whose time limit has expired, after a warning, and passes free slots on to the first pull request in the queue. */
export function planSlotExpiry(facts: SlotExpiryFacts): SlotExpiryPlan {
  const plans = slotsOf(facts.config).map((slot) => planSlot(slot, facts))
  return {
    steps: plans.flatMap(({ steps }) => steps),
    why: plans.flatMap(({ why }) => why),
    open: plans.flatMap(({ labels }) => labels).reduce(relabelled, facts.open),
  }
}

interface Relabelling {
  readonly pullRequest: number
  readonly label: string
  readonly on: boolean
}
const relabelled = (open: readonly PullRequest[], { pullRequest, label, on }: Relabelling) =>
  open.map((pull) =>
    pull.number === pullRequest
      ? { ...pull, labels: [...pull.labels.filter((name) => name !== label), ...(on ? [label] : [])] }
      : pull,
  )

function planSlot(slot: number, facts: SlotExpiryFacts) {
  const { repository } = facts
  const [label, environment] = [slotLabel(slot), slotName(slot)]
  const [holder, ...rivals] = newestFirst(claimsOf(facts.slots, label)).filter(({ pullRequest }) =>
    wants(pullRequest, environment, facts),
  )
  const limit = holder ? limitOf(holder, slot, facts) : null
  if (holder && limit?.state === 'warn') {
    const { number } = holder.pullRequest
    const comment: Step = { kind: 'comment', repository, pullRequest: number, text: limit.text }
    return {
      steps: [comment],
      why: [`${environment}: the time limit of #${number} expires soon.`],
      labels: [],
    }
  }
  const isOver = limit?.state === 'over'
  const [next] = holder && (!isOver || rivals.length > 0) ? [] : queueOf(slot, facts)
  const labels: Relabelling[] = []
  if (holder && isOver) labels.push({ pullRequest: holder.pullRequest.number, label, on: false })
  if (next) labels.push({ pullRequest: next.pullRequest.number, label: queueLabel(slot), on: false })
  if (next) labels.push({ pullRequest: next.pullRequest.number, label, on: true })
  return {
    steps: labels.map(({ on, ...rest }): Step => ({
      kind: on ? 'add-label' : 'remove-label',
      repository,
      ...rest,
    })),
    why: [
      ...(holder && isOver
        ? [`${environment}: the time limit of #${holder.pullRequest.number} has expired.`]
        : []),
      ...(next ? [`${environment}: #${next.pullRequest.number} is first in the queue.`] : []),
    ],
    labels,
  }
}

const claimsOf = (slots: readonly Slot[], label: string): readonly Claim[] =>
  slots.find((slot) => slot.label === label)?.claims ?? []

/** The pull requests that wait for a slot and can be deployed to it, longest first. */
const queueOf = (slot: number, facts: SlotExpiryFacts): readonly Claim[] =>
  claimsOf(facts.queues, queueLabel(slot))
    .filter(({ pullRequest }) => !pullRequest.fork && pullRequest.base === facts.defaultBranch)
    .toSorted((a, b) => a.since.localeCompare(b.since))

const hour = 3_600_000
/** The time between warning and release: a quarter of the limit, and a day at most. */
const notice = (limit: number): number => Math.min(limit / 4, 24 * hour)

type Limit = { readonly state: 'free' | 'over' } | { readonly state: 'warn'; readonly text: string }

/** A slot is only released after a warning: after a late one the full notice period still applies. */
function limitOf(holder: Claim, slot: number, { config, now }: SlotExpiryFacts): Limit {
  const { ttl } = config.qa
  if (ttl === null || holder.since === '') return { state: 'free' }
  const limit = inMilliseconds(ttl)
  const ends = Date.parse(holder.since) + limit
  const start = `This pull request has held ${slotName(slot)} since ${holder.since}; the limit is ${ttl}. `
  const warning = holder.comments.find(({ text, at }) => text.startsWith(start) && at >= holder.since)
  const time = Date.parse(now)
  if (warning)
    return { state: time >= Math.max(ends, Date.parse(warning.at) + notice(limit)) ? 'over' : 'free' }
  if (time < ends - notice(limit)) return { state: 'free' }
  const over = new Date(Math.max(ends, time + notice(limit))).toISOString().replace(/\.\d+/, '')
  const text = `${start}The slot will be released at ${over}. To keep it, remove the label \`${slotLabel(slot)}\` and add it again.`
  return { state: 'warn', text }
}

/** Of several pull requests with the label of one environment, comments once on those that are not deployed there. */
export const planLostSlots = (
  facts: SlotExpiryFacts,
  runs: (environment: string) => Running | null,
): readonly Step[] =>
  shared(facts).flatMap(({ environment, label }) => {
    const claims = newestFirst(claimsOf(facts.slots, label)).filter(({ pullRequest }) =>
      facts.open.some((pull) => pull.number === pullRequest.number && wants(pull, environment, facts)),
    )
    const winner = claims.find(({ pullRequest }) => pullRequest.number === runs(environment)?.pr)
    const losers = winner ? claims.filter((claim) => claim !== winner) : []
    const text = `#${winner?.pullRequest.number} has replaced this pull request in ${environment}: the latest deployment wins. The label \`${label}\` stays; to deploy this pull request again, push a commit, or remove the label and add it again.`
    return losers
      .filter(({ comments }) => !comments.some((comment) => comment.text === text))
      .map(commentStep(facts, text))
  })

const shared = ({ config }: SlotExpiryFacts): readonly { environment: string; label: string }[] => [
  ...slotsOf(config).map((slot) => ({ environment: slotName(slot), label: slotLabel(slot) })),
  { environment: 'hotfix', label: previewLabel },
]

const wants = (pullRequest: PullRequest, environment: string, facts: SlotExpiryFacts): boolean =>
  heldEnvironments(pullRequest, facts).includes(environment)

const commentStep =
  ({ repository }: SlotExpiryFacts, text: string) =>
  ({ pullRequest: { number } }: Claim): Step => ({ kind: 'comment', repository, pullRequest: number, text })

/** Comments once on a fork's pull request that requests an environment. Its own runs may not write comments. */
export function planForkComments(facts: SlotExpiryFacts): readonly Step[] {
  const claims = [...facts.slots, ...facts.queues].flatMap((slot) => slot.claims)
  const once = new Map(claims.map((claim) => [claim.pullRequest.number, claim]))
  return [...once.values()]
    .filter(({ pullRequest, comments }) => {
      const requests = pullRequest.fork && requestedEnvironments(pullRequest, facts).length > 0
      return requests && !comments.some(({ text }) => text === forkComment)
    })
    .map(commentStep(facts, forkComment))
}
const forkComment =
  'This pull request comes from a fork; its runs get no secrets, so it is not deployed. To deploy it, push its commits to a branch of this repository and open a pull request from there.'
