import { expect, test } from 'vitest'
import { slotLabel } from '../../src/domain/environment.js'
import { planQaDeploy, type SlotPlan } from '../../src/domain/qa-deploy.js'
import type { Claim } from '../../src/domain/slot.js'
import { claim, facts, pullRequest } from '../support/facts.js'

/** Law: whatever the order in which people look and write, nobody is told to hold a slot that another one holds. */
test('every interleaving of three racing users', () => {
  const timings = [
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, 1],
    [0, 1, 2],
  ]
  const broken = [...interleavings([4, 4, 4])].flatMap((order) =>
    timings.filter((seconds) => race(order, seconds).length > 1),
  )
  expect(broken).toEqual([])
})

/** Plays three users who look, write, look again and write, in this order; answers who carries the label in the end. */
function race(order: readonly number[], seconds: readonly number[]): readonly number[] {
  let claims: readonly Claim[] = []
  let written = 0
  const users = [3, 5, 7].map(function* (number) {
    let before: SlotPlan | null = null
    for (let look = 0; look < 2; look++) {
      const labels = claims.some((one) => one.pullRequest.number === number) ? ['deploy/qa2'] : []
      before = planQaDeploy(
        {
          ...facts({ candidates: [pullRequest(number, { labels })] }),
          slots: [{ label: slotLabel(2), labelExists: true, claims }],
        },
        { slot: 2, any: false, take: false },
        { before, answers: {} },
      )
      yield
      for (const { kind } of before.steps) {
        claims =
          kind === 'add-label'
            ? [...claims, claim(number, String(seconds[written++]))]
            : claims.filter((other) => other.pullRequest.number !== number)
      }
      yield
      if (before.refusal) return
    }
  })
  for (const user of order) users[user]!.next()
  return claims.map((holder) => holder.pullRequest.number)
}

function* interleavings(
  left: readonly number[],
  order: readonly number[] = [],
): Generator<readonly number[]> {
  if (left.every((turns) => turns === 0)) yield order
  for (const [user, turns] of left.entries())
    if (turns > 0) yield* interleavings(left.with(user, turns - 1), [...order, user])
}
