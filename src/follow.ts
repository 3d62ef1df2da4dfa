import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from './context.js'
import type { RolloutOutcome } from './domain/rollout/outcome.js'
import { type Goal, type Progress } from './domain/plan/goal.js'
import { isOver, progressOf } from './domain/rollout/progress.js'
import { type RolloutFacts } from './domain/rollout/facts.js'
import { readFailure, readRollout } from './facts/rollout/rollout.js'

/** In milliseconds: the timeout, and the initial interval between polls. */
export interface PollOptions {
  readonly timeout: number
  readonly interval: number
}

/** Milliseconds between polls. They grow to 7.5 times the initial interval, at least to 500 ms and at most to 15 s. */
export function* pollDelays(interval: number): Generator<number, never> {
  const longest = Math.max(interval, Math.min(15_000, Math.max(500, interval * 7.5)))
  for (let wait = interval; ; wait = Math.min(wait * 1.3, longest)) yield wait
}

/** Growing pauses between polls until the timeout. An interrupted pause throws the reason of the signal. */
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

/** `onChange` gets the progress of all goals after each poll. */
export interface FollowOptions {
  readonly poll: PollOptions
  readonly onChange: (progress: readonly Progress[]) => void
  readonly signal: AbortSignal
}

/**
 * The only waiter: polls until every goal is reached, waits at a gate or has failed, or until the timeout. Writes nothing. Throws
 * the reason of the signal when it is interrupted.
 */
export async function follow(
  goals: readonly Goal[],
  context: Pick<Context, 'github'>,
  { poll, onChange, signal }: FollowOptions,
): Promise<RolloutOutcome> {
  let all: readonly Progress[] = []
  const report = (changed: readonly Progress[]): void => {
    all = [...all.filter((known) => !changed.some(({ goal }) => goal === known.goal)), ...changed]
    onChange(all)
  }
  await Promise.all(
    byRepository(goals).map((group) => followGroup(group, context, pauses(poll, signal), { report, signal })),
  )
  const timedOutAfter = isOver(all) ? null : poll.timeout
  return { progress: all, timedOutAfter, lines: await readFailure(context, all) }
}

async function followGroup(
  goals: readonly Goal[],
  context: Pick<Context, 'github'>,
  waits: Iterator<() => Promise<void>>,
  { report, signal }: { readonly report: FollowOptions['onChange']; readonly signal: AbortSignal },
): Promise<void> {
  let facts: RolloutFacts | null = null
  for (;;) {
    facts = await readRollout(context, goals, facts)
    signal.throwIfAborted()
    const current: RolloutFacts = facts
    const progress = goals.map((goal) => progressOf(goal, current))
    report(progress)
    const wait = isOver(progress) ? null : waits.next().value
    if (!wait) return
    await wait()
  }
}

const byRepository = (goals: readonly Goal[]): readonly (readonly Goal[])[] =>
  [...new Set(goals.map(({ repository }) => repository))].map((repository) =>
    goals.filter((goal) => goal.repository === repository),
  )
