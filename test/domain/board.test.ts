import { expect, test } from 'vitest'
import { boardOf } from '../../src/domain/board.js'
import type { Slot } from '../../src/domain/slot.js'
import { claim, config } from '../support/facts.js'

const on = (label: string, ...claims: Slot['claims']): Slot => ({ label, labelExists: true, claims })
const board = (text: string, slots: readonly Slot[], queues: readonly Slot[] = []) =>
  boardOf({ config: config(text), slots, queues }).map(
    ({ environment, pr, others, since, expires, queue }) => ({
      environment,
      pr: pr?.number ?? null,
      others: others.map(({ number }) => number),
      since,
      expires,
      queue: queue.map((one) => one.pr.number),
    }),
  )

test('every slot of the team, also those that have no label yet', () => {
  expect(board('environments: [qa1, qa2, dev]', [on('deploy/qa2', claim(3))])).toEqual([
    { environment: 'qa1', pr: null, others: [], since: null, expires: null, queue: [] },
    { environment: 'qa2', pr: 3, others: [], since: '2026-03-01T09:00:00Z', expires: null, queue: [] },
  ])
})

test('the newest claim holds a slot, the others are shown, and the line is served in its order', () => {
  const slots = [on('deploy/qa1', claim(3, '2026-03-01T09:00:00Z'), claim(4, '2026-03-01T10:00:00Z'))]
  const queues = [on('queue/qa1', claim(6, '2026-03-01T12:00:00Z'), claim(5, '2026-03-01T11:00:00Z'))]
  expect(board('environments: [qa1]', slots, queues)).toMatchObject([{ pr: 4, others: [3], queue: [5, 6] }])
})

test.each([
  ['90s', '2026-03-01T09:01:30Z'],
  ['30m', '2026-03-01T09:30:00Z'],
  ['72h', '2026-03-04T09:00:00Z'],
  ['7d', '2026-03-08T09:00:00Z'],
])('a time limit of %s ends at %s', (ttl, expires) => {
  expect(board(`environments: [qa1]\nqa: {ttl: ${ttl}}`, [on('deploy/qa1', claim(3))])).toMatchObject([
    { expires },
  ])
})
