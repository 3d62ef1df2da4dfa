import { expect, test } from 'vitest'
import { slotLabel } from '../../src/domain/environment.js'
import { planQaDeploy, type SlotPlan, type SlotWish } from '../../src/domain/qa-deploy.js'
import type { Claim, Slot, SlotFacts } from '../../src/domain/slot.js'
import { branch, claim, config, facts, pullRequest, words } from '../support/facts.js'

const slot = (number: number, claims: readonly Claim[] = [], labelExists = true): Slot => ({
  label: slotLabel(number),
  labelExists,
  claims,
})
const world = (slots: readonly Slot[] = [slot(2)], given: Partial<SlotFacts> = {}): SlotFacts => ({
  ...facts(),
  slots,
  ...given,
})
const two: SlotWish = { slot: 2, any: false, take: false }
const first = (world: SlotFacts, wish: Partial<SlotWish> = {}) =>
  planQaDeploy(world, { ...two, ...wish }, { before: null, answers: {} })
const holding = (...slots: number[]) => ({ candidates: [pullRequest(7, { labels: slots.map(slotLabel) })] })

test.each([
  { now: 'free', facts: world(), steps: ['add-label #7 deploy/qa2'] },
  {
    now: 'free and its label missing',
    facts: world([slot(2, [], false)]),
    steps: ['create-label deploy/qa2', 'add-label #7 deploy/qa2'],
  },
  { now: 'ours', facts: world([slot(2, [claim(7)])], holding(2)), steps: [] },
  { now: 'ours and somebody else’s', facts: world([slot(2, [claim(3), claim(7)])], holding(2)), steps: [] },
  {
    now: 'held',
    facts: world([slot(2, [claim(3)])]),
    steps: [],
    refused: 'qa2 is held by #3 (quinn) since 2026-03-01T09:00:00Z.',
  },
  {
    now: 'held by two, the newest counts',
    facts: world([slot(2, [claim(3, '2026-03-01T09:00:00Z'), claim(4, '2026-03-01T09:00:05Z')])]),
    steps: [],
    refused: 'qa2 is held by #4',
  },
  {
    now: 'held, and the branch has no pull request',
    facts: world([slot(2, [claim(3)])], { candidates: [] }),
    steps: [],
    refused: 'qa2 is held by #3',
  },
  {
    now: 'free, and the branch has no pull request',
    facts: world([slot(2)], { candidates: [], pushed: null }),
    steps: ['push-commit feature/login', 'open-pull-request feature/login deploy/qa2'],
  },
])('a slot that is $now: $steps', ({ facts, steps, refused }) => {
  const plan = first(facts)
  expect(words(plan.steps)).toEqual(steps)
  expect(plan.refusal?.message ?? '').toContain(refused ?? '')
  expect(plan.refusal?.code).toBe(refused && 'slot-held')
})

test('--take tells the loser, then moves the label', () => {
  const plan = first(world([slot(2, [claim(3)])]), { take: true })
  expect(words(plan.steps)).toEqual(['comment #3', 'remove-label #3 deploy/qa2', 'add-label #7 deploy/qa2'])
  expect(plan.question).toBe('Take qa2 from #3 (quinn)?')
  expect(plan.result.taken?.number).toBe(3)
})

test('--take after a failure half-way tells nobody twice', () => {
  const told = { text: 'qa2 was taken over by #7.', at: '2026-03-01T09:30:00Z' }
  expect(
    words(
      first(world([slot(2, [claim(3, '2026-03-01T09:00:00Z', { comments: [told] })])]), { take: true }).steps,
    ),
  ).toEqual(['remove-label #3 deploy/qa2', 'add-label #7 deploy/qa2'])
  // It was told of an earlier time that it held the slot.
  expect(
    words(
      first(world([slot(2, [claim(3, '2026-03-01T10:00:00Z', { comments: [told] })])]), { take: true }).steps,
    ),
  ).toContain('comment #3')
})

const board = [slot(1, [claim(3)]), slot(2, [claim(4)]), slot(3), slot(4)]
test.each([
  { now: 'some are free', facts: world(board), steps: ['add-label #7 deploy/qa3'] },
  {
    now: 'a label is missing',
    facts: world(board.slice(0, 2)),
    steps: ['create-label deploy/qa3', 'add-label #7 deploy/qa3'],
  },
  { now: 'it holds one', facts: world(board, holding(4)), steps: [] },
  {
    now: 'all are held',
    facts: world([1, 2, 3, 4].map((number) => slot(number, [claim(number + 20)]))),
    steps: [],
    refused: 'Every slot is held: qa1 by #21 (quinn)',
  },
])('--any when $now: $steps', ({ facts, steps, refused }) => {
  const plan = first(facts, { slot: undefined, any: true })
  expect(words(plan.steps)).toEqual(steps)
  expect(plan.refusal?.message ?? '').toContain(refused ?? '')
})

test('no number and no --any: the user chooses from the board', () => {
  const { choice } = first(world(board), { slot: undefined })
  expect(choice?.options.map(({ name }) => name)).toEqual([
    'qa1: #3 (quinn) since 2026-03-01T09:00:00Z',
    'qa2: #4 (quinn) since 2026-03-01T09:00:00Z',
    'qa3: free',
    'qa4: free',
  ])
  const chosen = planQaDeploy(
    world(board),
    { ...two, slot: undefined },
    { before: null, answers: { slot: 3 } },
  )
  expect(words(chosen.steps)).toEqual(['add-label #7 deploy/qa3'])
})

test.each([
  {
    what: 'a slot that the team does not have',
    facts: world(),
    wish: { slot: 9 },
    says: 'There is no slot qa9.',
  },
  {
    what: 'no slots at all',
    facts: world([], { config: config('environments: [dev]') }),
    wish: { slot: undefined, any: true },
    says: 'no QA slots',
  },
  {
    what: 'the default branch',
    facts: world([slot(2)], { candidates: [], branch: branch({ name: 'main' }) }),
    wish: {},
    says: 'main is the default branch',
  },
])('$what is wrong usage', ({ facts, wish, says }) => {
  expect(() => first(facts, wish)).toThrow(says)
})

test('a pull request from a fork is refused', () => {
  expect(
    first(world([slot(2)], { branch: null, candidates: [pullRequest(7, { fork: true })] })).refusal?.message,
  ).toContain('comes from a fork')
})

test.each([
  { now: 'alone', claims: [claim(7, '10:00:00')], steps: [] },
  { now: 'first', claims: [claim(7, '10:00:00'), claim(3, '10:00:01')], steps: [] },
  {
    now: 'later',
    claims: [claim(7, '10:00:01'), claim(3, '10:00:00')],
    steps: ['remove-label #7 deploy/qa2'],
    refused: true,
  },
  {
    now: 'in the same second',
    claims: [claim(7, '10:00:00'), claim(3, '10:00:00')],
    steps: ['remove-label #7 deploy/qa2'],
    refused: true,
  },
  { now: 'not visible yet, and alone', claims: [], steps: [] },
  {
    now: 'not visible yet, and not alone',
    claims: [claim(3, '10:00:00')],
    steps: ['remove-label #7 deploy/qa2'],
    refused: true,
  },
])('after writing, our label is $now: $steps', ({ claims, steps, refused = false }) => {
  const before = first(world())
  const plan = planQaDeploy(world([slot(2, claims)], holding(2)), two, { before, answers: {} })
  expect(words(plan.steps)).toEqual(steps)
  expect(plan.refusal !== undefined).toBe(refused)
})

test('--any that lost goes on to another free slot, and gives up when it has tried them all', () => {
  const any: SlotWish = { slot: undefined, any: true, take: false }
  const lost = (number: number) => slot(number, [claim(7, '10:00:01'), claim(3, '10:00:00')])
  let plan: SlotPlan = first(world([slot(1), slot(2)]), any)
  expect(words(plan.steps)).toEqual(['create-label deploy/qa1', 'add-label #7 deploy/qa1'].slice(1))
  const team = { config: config('environments: [qa1, qa2]') }
  plan = planQaDeploy(world([lost(1), slot(2)], { ...holding(1), ...team }), any, {
    before: plan,
    answers: {},
  })
  expect(words(plan.steps)).toEqual(['remove-label #7 deploy/qa1', 'add-label #7 deploy/qa2'])
  plan = planQaDeploy(world([slot(1), lost(2)], { ...holding(2), ...team }), any, {
    before: plan,
    answers: {},
  })
  expect(words(plan.steps)).toEqual(['remove-label #7 deploy/qa2'])
  expect(plan.refusal?.code).toBe('slot-held')
})
