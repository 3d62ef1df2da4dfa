import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from './context.js'
import type { Followed } from './domain/rollout/outcome.js'
import { type Goal, type Progress } from './domain/plan/goal.js'
import { isOver, progressOf } from './domain/rollout/progress.js'
import { type RolloutFacts } from './domain/rollout/facts.js'
import { readFailure, readRollout } from './facts/rollout/rollout.js'

/** Milliseconds: when to give up, and how long to wait between two looks at first. */
export interface PollOptions {
  readonly timeout: number
  readonly interval: number
}

/** Milliseconds between polls: they grow to 7.5 times the first, but to no less than 500 ms and no more than 15 s. */
export function* pollDelays(interval: number): Generator<number, never> {
  const longest = Math.max(interval, Math.min(15_000, Math.max(500, interval * 7.5)))
  for (let wait = interval; ; wait = Math.min(wait * 1.3, longest)) yield wait
}

/** Pauses, each a little longer than the one before, until time is up; one that is interrupted throws the signal's reason. */
export function* pauses(
  { timeout, interval }: PollOptions,
  signal: AbortSignal,
): Generator<() => Promise<void>> {
  const end = performance.now() + timeout
  for (const wait of pollDelays(interval)) {
    const left = end - performance.now()
    if (left <= 0) return
    yield () => sleep(Math.min(wait, left), undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/** How long to follow, whom to tell of every look, and what interrupts. */
export interface FollowOptions {
  readonly patience: PollOptions
  readonly onChange: (progress: readonly Progress[]) => void
  readonly signal: AbortSignal
}

/** The only waiter: looks until every goal is reached, one stands at a gate or has failed, or time is up. It writes nothing. An interruption is thrown. */
export async function follow(
  goals: readonly Goal[],
  context: Pick<Context, 'github'>,
  { patience, onChange, signal }: FollowOptions,
): Promise<Followed> {
  let all: readonly Progress[] = []
  const tell = (news: readonly Progress[]): void => {
    all = [...all.filter((one) => !news.some(({ goal }) => goal === one.goal)), ...news]
    onChange(all)
  }
  await Promise.all(
    byRepository(goals).map((group) =>
      followGroup(group, context, pauses(patience, signal), { tell, signal }),
    ),
  )
  return { progress: all, timedOut: !isOver(all), lines: await readFailure(context, all) }
}

async function followGroup(
  goals: readonly Goal[],
  context: Pick<Context, 'github'>,
  waits: Iterator<() => Promise<void>>,
  { tell, signal }: { readonly tell: FollowOptions['onChange']; readonly signal: AbortSignal },
): Promise<void> {
  let facts: RolloutFacts | null = null
  for (;;) {
    facts = await readRollout(context, goals, facts)
    signal.throwIfAborted()
    const now: RolloutFacts = facts
    const progress = goals.map((goal) => progressOf(goal, now))
    tell(progress)
    const wait = isOver(progress) ? null : waits.next().value
    if (!wait) return
    await wait()
  }
}

const byRepository = (goals: readonly Goal[]): readonly (readonly Goal[])[] =>
  [...new Set(goals.map(({ repository }) => repository))].map((repository) =>
    goals.filter((goal) => goal.repository === repository),
  )
