import { expect, test } from 'vitest'
import { slotLabel } from '../../../src/domain/model/environment.js'
import type { Step } from '../../../src/domain/plan/plan.js'
import { planQaDeploy, type SlotPlan } from '../../../src/domain/qa/deploy.js'
import type { Claim } from '../../../src/domain/label/claim.js'
import { claim, facts, pullRequest } from '../../support/facts.js'

/** Law: whatever the order in which people look and write, nobody is told to hold a slot that another one holds. */
test('every interleaving of three racing users', () => {
  const timings = [
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, 1],
    [0, 1, 2],
  ]
  const ends = timings.flatMap((seconds) => [...races(seconds)])
  expect(ends).toHaveLength(4 * 34_650)
  expect(ends.filter(({ holders }) => holders.length > 1)).toEqual([])
})

interface User {
  /** Of the pull request. */
  readonly number: number
  /** How many turns are left: look, write, look, write. */
  readonly left: number
  /** What the last look said. */
  readonly plan: SlotPlan | null
  /** Was refused, has written what is to be written then, and does not look again. */
  readonly isOver: boolean
}
interface Race {
  readonly users: readonly User[]
  readonly claims: readonly Claim[]
  /** When the labels that are still to come are written. */
  readonly seconds: readonly number[]
}
interface End {
  readonly order: readonly number[]
  /** Who carries the label. */
  readonly holders: readonly number[]
}

/** Plays every order in which three users can take their turns. */
function races(seconds: readonly number[]): Generator<End> {
  const users = [3, 5, 7].map((number): User => ({ number, left: 4, plan: null, isOver: false }))
  return endsOf({ users, claims: [], seconds }, [])
}

/** Orders that begin alike are played once, up to where they part. */
function* endsOf(race: Race, order: readonly number[]): Generator<End> {
  if (race.users.every(({ left }) => left === 0))
    yield { order, holders: race.claims.map(({ pullRequest }) => pullRequest.number) }
  for (const [index, { left }] of race.users.entries())
    if (left > 0) yield* endsOf(afterTurn(race, index), [...order, index])
}

function afterTurn(race: Race, index: number): Race {
  const user = race.users[index]!
  const left = user.left - 1
  const become = (next: Partial<User>): Race => ({
    ...race,
    users: race.users.with(index, { ...user, left, ...next }),
  })
  if (user.isOver) return become({})
  if (user.left % 2 === 0) return become({ plan: look(race, user) })
  return user.plan!.steps.reduce(
    (after, { kind }) => write(after, kind, user.number),
    become({ isOver: user.plan!.refusal !== undefined }),
  )
}

function look({ claims }: Race, { number, plan }: User): SlotPlan {
  const labels = claims.some((one) => one.pullRequest.number === number) ? ['deploy/qa2'] : []
  return planQaDeploy(
    {
      ...facts({ candidates: [pullRequest(number, { labels })] }),
      slots: [{ label: slotLabel(2), labelExists: true, claims }],
    },
    { slot: 2, any: false, take: false },
    { before: plan, answers: {} },
  )
}

const write = (race: Race, kind: Step['kind'], number: number): Race =>
  kind === 'add-label'
    ? {
        ...race,
        claims: [...race.claims, claim(number, String(race.seconds[0]))],
        seconds: race.seconds.slice(1),
      }
    : { ...race, claims: race.claims.filter((other) => other.pullRequest.number !== number) }
