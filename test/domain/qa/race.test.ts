import { expect, test } from 'vitest'
import { slotLabel } from '../../../src/domain/model/environment.js'
import type { Step } from '../../../src/domain/plan/plan.js'
import { planQaDeploy, type SlotPlan } from '../../../src/domain/qa/deploy.js'
import type { Claim } from '../../../src/domain/label/claim.js'
import { claim, facts, pullRequest } from '../../support/facts.js'

/** Every order of reads and writes of three users is played. */
test('never lets two of three racing users hold one slot', () => {
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
  /** The number of the pull request. */
  readonly number: number
  /** The turns left: read, write, read, write. */
  readonly left: number
  /** The plan of the last read. */
  readonly plan: SlotPlan | null
  /** Was refused and has withdrawn its label. */
  readonly isDone: boolean
}
interface Race {
  readonly users: readonly User[]
  readonly claims: readonly Claim[]
  /** The times of the labels that are still to be written. */
  readonly seconds: readonly number[]
}
interface End {
  readonly order: readonly number[]
  /** The pull requests with the label. */
  readonly holders: readonly number[]
}

/** Plays every order of the turns of three users. */
function races(seconds: readonly number[]): Generator<End> {
  const users = [3, 5, 7].map((number): User => ({ number, left: 4, plan: null, isDone: false }))
  return endsOf({ users, claims: [], seconds }, [])
}

/** Common beginnings of orders are played once. */
function* endsOf(race: Race, order: readonly number[]): Generator<End> {
  if (race.users.every(({ left }) => left === 0))
    yield { order, holders: race.claims.map(({ pullRequest }) => pullRequest.number) }
  for (const [index, { left }] of race.users.entries())
    if (left > 0) yield* endsOf(afterTurn(race, index), [...order, index])
}

function afterTurn(race: Race, index: number): Race {
  const user = race.users[index]!
  const left = user.left - 1
  const raceWith = (next: Partial<User>): Race => ({
    ...race,
    users: race.users.with(index, { ...user, left, ...next }),
  })
  if (user.isDone) return raceWith({})
  if (user.left % 2 === 0) return raceWith({ plan: readPlan(race, user) })
  return user.plan!.steps.reduce(
    (after, { kind }) => write(after, kind, user.number),
    raceWith({ isDone: user.plan!.refusal !== undefined }),
  )
}

function readPlan({ claims }: Race, { number, plan }: User): SlotPlan {
  const labels = claims.some((other) => other.pullRequest.number === number) ? ['deploy/qa2'] : []
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
