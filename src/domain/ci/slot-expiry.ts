import type { Running } from '../model/deployment.js'
import { inMilliseconds } from '../../lib/duration.js'
import { previewLabel, queueLabel, slotLabel, slotName, slotsOf } from '../model/environment.js'
import { requestedEnvironments, heldEnvironments, type LabelRules } from '../label/request.js'
import type { Step } from '../plan/plan.js'
import type { PullRequest } from '../model/pull-request.js'
import { type Slot } from '../qa/slot.js'
import { type Claim, newestFirst } from '../label/claim.js'

/** Who claims what, since when, and what was said to them. */
export interface SlotExpiryFacts extends LabelRules {
  readonly repository: string
  /** Every open pull request with a label of an environment or of a line. */
  readonly open: readonly PullRequest[]
  readonly slots: readonly Slot[]
  readonly queues: readonly Slot[]
  /** The server's time. */
  readonly now: string
}

/** What changes, and the pull requests as they are afterwards. */
export interface SlotExpiryPlan {
  readonly steps: readonly Step[]
  readonly why: readonly string[]
  readonly open: readonly PullRequest[]
}

/** A slot whose time is up is taken from its holder, who was warned before; a free one goes to the first who stands in line. */
export function planSlotExpiry(facts: SlotExpiryFacts): SlotExpiryPlan {
  const found = slotsOf(facts.config).map((slot) => planSlot(slot, facts))
  return {
    steps: found.flatMap(({ steps }) => steps),
    why: found.flatMap(({ why }) => why),
    open: found.flatMap(({ labels }) => labels).reduce(relabelled, facts.open),
  }
}

interface Relabelling {
  readonly pullRequest: number
  readonly label: string
  readonly on: boolean
}
const relabelled = (open: readonly PullRequest[], { pullRequest, label, on }: Relabelling) =>
  open.map((one) =>
    one.number === pullRequest
      ? { ...one, labels: [...one.labels.filter((name) => name !== label), ...(on ? [label] : [])] }
      : one,
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
    return { steps: [comment], why: [`${environment}: the time of #${number} is nearly up.`], labels: [] }
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
      ...(holder && isOver ? [`${environment}: the time of #${holder.pullRequest.number} is up.`] : []),
      ...(next ? [`${environment}: #${next.pullRequest.number} is the first in line.`] : []),
    ],
    labels,
  }
}

const claimsOf = (slots: readonly Slot[], label: string): readonly Claim[] =>
  slots.find((one) => one.label === label)?.claims ?? []

/** Who waits for a slot, longest first: only pull requests that it could run. */
const queueOf = (slot: number, facts: SlotExpiryFacts): readonly Claim[] =>
  claimsOf(facts.queues, queueLabel(slot))
    .filter(({ pullRequest }) => !pullRequest.fork && pullRequest.base === facts.defaultBranch)
    .toSorted((one, other) => one.since.localeCompare(other.since))

const hour = 3_600_000
/** How long before: a quarter of the limit, and a day at most. */
const notice = (limit: number): number => Math.min(limit / 4, 24 * hour)

type Limit = { readonly state: 'free' | 'over' } | { readonly state: 'warn'; readonly text: string }

/** Nobody loses a slot unwarned: where the warning came late, it has its time all the same. */
function limitOf(holder: Claim, slot: number, { config, now }: SlotExpiryFacts): Limit {
  const { ttl } = config.qa
  if (ttl === null || holder.since === '') return { state: 'free' }
  const limit = inMilliseconds(ttl)
  const ends = Date.parse(holder.since) + limit
  const begin = `${slotName(slot)} may be held for ${ttl}, and this pull request has it since ${holder.since}: `
  const warning = holder.comments.find(({ text, at }) => text.startsWith(begin) && at >= holder.since)
  const time = Date.parse(now)
  if (warning)
    return { state: time >= Math.max(ends, Date.parse(warning.at) + notice(limit)) ? 'over' : 'free' }
  if (time < ends - notice(limit)) return { state: 'free' }
  const over = new Date(Math.max(ends, time + notice(limit))).toISOString().replace(/\.\d+/, '')
  const text = `${begin}it goes to the next at ${over}. Taking the label \`${slotLabel(slot)}\` off and setting it again starts anew.`
  return { state: 'warn', text }
}

/** Several carry the label of what only one can have: whose deployment runs there, by what `runs` tells, the others are told once. */
export const planLostSlots = (
  facts: SlotExpiryFacts,
  runs: (environment: string) => Running | null,
): readonly Step[] =>
  shared(facts).flatMap(({ environment, label }) => {
    const claims = newestFirst(claimsOf(facts.slots, label)).filter(({ pullRequest }) =>
      facts.open.some((one) => one.number === pullRequest.number && wants(one, environment, facts)),
    )
    const winner = claims.find(({ pullRequest }) => pullRequest.number === runs(environment)?.pr)
    const losers = winner ? claims.filter((one) => one !== winner) : []
    const text = `#${winner?.pullRequest.number} has ${environment} by now: the latest deployment runs there. This pull request keeps its label \`${label}\`; setting it again, or a new commit, takes ${environment} back.`
    return losers
      .filter(({ comments }) => !comments.some((one) => one.text === text))
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

/** A pull request of a fork that asks for an environment is told once why it gets none: its own runs may not write. */
export function planForkComments(facts: SlotExpiryFacts): readonly Step[] {
  const claims = [...facts.slots, ...facts.queues].flatMap((slot) => slot.claims)
  const once = new Map(claims.map((claim) => [claim.pullRequest.number, claim]))
  return [...once.values()]
    .filter(({ pullRequest, comments }) => {
      const asks = pullRequest.fork && requestedEnvironments(pullRequest, facts).length > 0
      return asks && !comments.some(({ text }) => text === forkComment)
    })
    .map(commentStep(facts, forkComment))
}
const forkComment =
  'This pull request comes from a fork: its runs get no secrets, so it gets no environment. A branch of this repository with the same commits does.'
