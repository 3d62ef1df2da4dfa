import { expect, test } from 'vitest'
import { planQaDeploy } from '../../../src/domain/qa/deploy.js'
import { branch, claim, config, pullRequest, stepTexts } from '../../support/facts.js'
import { someHeld, firstPlan, holding, slot, slotTwo, slotFacts } from '../../support/slots.js'

test.each([
  { now: 'free', facts: slotFacts(), steps: ['add-label #7 deploy/qa2'] },
  {
    now: 'free and its label missing',
    facts: slotFacts([slot(2, [], false)]),
    steps: ['create-label deploy/qa2', 'add-label #7 deploy/qa2'],
  },
  { now: 'ours', facts: slotFacts([slot(2, [claim(7)])], holding(2)), steps: [] },
  { now: 'ours and another one’s', facts: slotFacts([slot(2, [claim(3), claim(7)])], holding(2)), steps: [] },
  {
    now: 'held',
    facts: slotFacts([slot(2, [claim(3)])]),
    steps: [],
    refused: 'qa2 is held by #3 (quinn) since 2026-03-01T09:00:00Z.',
  },
  {
    now: 'held by slotTwo, with the newest commit deciding',
    facts: slotFacts([
      slot(2, [
        claim(3, '2026-03-01T09:00:00Z', { committed: '2026-03-01T10:00:00Z' }),
        claim(4, '2026-03-01T09:00:05Z'),
      ]),
    ]),
    steps: [],
    refused: 'qa2 is held by #3',
  },
  {
    now: 'held by slotTwo, with the newest label deciding',
    facts: slotFacts([slot(2, [claim(3, '2026-03-01T09:00:00Z'), claim(4, '2026-03-01T09:00:05Z')])]),
    steps: [],
    refused: 'qa2 is held by #4',
  },
  {
    now: 'held, and the branch has no pull request',
    facts: slotFacts([slot(2, [claim(3)])], { candidates: [] }),
    steps: [],
    refused: 'qa2 is held by #3',
  },
  {
    now: 'free, and the branch has no pull request',
    facts: slotFacts([slot(2)], { candidates: [], pushed: null }),
    steps: ['push-commit feature/login', 'open-pull-request feature/login deploy/qa2'],
  },
])('plans for a slot that is $now: $steps', ({ facts, steps, refused }) => {
  const plan = firstPlan(facts)
  expect(stepTexts(plan.steps)).toEqual(steps)
  expect(plan.refusal?.message ?? '').toContain(refused ?? '')
  expect(plan.refusal?.code).toBe(refused && 'slot-held')
})

test('comments on the holder with --take, then moves the label; the question defaults to "no"', () => {
  const plan = firstPlan(slotFacts([slot(2, [claim(3)])]), { take: true })
  expect(stepTexts(plan.steps)).toEqual([
    'comment #3',
    'remove-label #3 deploy/qa2',
    'add-label #7 deploy/qa2',
  ])
  expect(plan).toMatchObject({ question: 'Take over qa2 from #3 (quinn)?', isDestructive: true })
  expect(plan.result.taken?.number).toBe(3)
})

test('asks with the default "yes" before it opens a pull request for a free slot', () => {
  const plan = firstPlan(slotFacts([slot(2)], { candidates: [] }), { take: true })
  expect(plan.question).toMatch(/^feature\/login has no open pull request\./)
  expect(plan.isDestructive).toBeUndefined()
})

test('does not repeat the comment when --take is run again after a failure', () => {
  const comment = { text: 'qa2 was taken over by #7.', at: '2026-03-01T09:30:00Z' }
  expect(
    stepTexts(
      firstPlan(slotFacts([slot(2, [claim(3, '2026-03-01T09:00:00Z', { comments: [comment] })])]), {
        take: true,
      }).steps,
    ),
  ).toEqual(['remove-label #3 deploy/qa2', 'add-label #7 deploy/qa2'])
  // The comment is older than the current claim.
  expect(
    stepTexts(
      firstPlan(slotFacts([slot(2, [claim(3, '2026-03-01T10:00:00Z', { comments: [comment] })])]), {
        take: true,
      }).steps,
    ),
  ).toContain('comment #3')
})

test('lets the user choose a slot without number and --any', () => {
  const { choice } = firstPlan(slotFacts(someHeld), { slot: undefined })
  expect(choice?.options.map(({ name }) => name)).toEqual([
    'qa1: #3 (quinn) since 2026-03-01T09:00:00Z',
    'qa2: #4 (quinn) since 2026-03-01T09:00:00Z',
    'qa3: free',
    'qa4: free',
  ])
  const chosen = planQaDeploy(
    slotFacts(someHeld),
    { ...slotTwo, slot: undefined },
    { before: null, answers: { slot: 3 } },
  )
  expect(stepTexts(chosen.steps)).toEqual(['add-label #7 deploy/qa3'])
})

test.each([
  {
    what: 'a slot that the team does not have',
    facts: slotFacts(),
    options: { slot: 9 },
    says: 'Unknown QA slot: qa9.',
  },
  {
    what: 'no slots at all',
    facts: slotFacts([], { config: config('environments: [dev]') }),
    options: { slot: undefined, any: true },
    says: 'no QA slots',
  },
  {
    what: 'the default branch',
    facts: slotFacts([slot(2)], { candidates: [], branch: branch({ name: 'main' }) }),
    options: {},
    says: 'main is the default branch',
  },
])('reports a usage error for $what', ({ facts, options, says }) => {
  expect(() => firstPlan(facts, options)).toThrow(says)
})

test('refuses a pull request from a fork', () => {
  expect(
    firstPlan(slotFacts([slot(2)], { branch: null, candidates: [pullRequest(7, { fork: true })] })).refusal
      ?.message,
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
])('checks after the write; our label is $now: $steps', ({ claims, steps, refused = false }) => {
  const before = firstPlan(slotFacts())
  const plan = planQaDeploy(slotFacts([slot(2, claims)], holding(2)), slotTwo, { before, answers: {} })
  expect(stepTexts(plan.steps)).toEqual(steps)
  expect(plan.refusal !== undefined).toBe(refused)
})

test.each([
  ['a fork', { fork: true }],
  ['one into a release branch', { base: 'release/1.4.0' }],
])('ignores the label of %s, which is not deployed', (_, given) => {
  const other = { pullRequest: pullRequest(3, given) }
  const plan = firstPlan(slotFacts([slot(2, [claim(3, '2026-03-01T09:00:00Z', other)])]))
  expect(stepTexts(plan.steps)).toEqual(['add-label #7 deploy/qa2'])
})
