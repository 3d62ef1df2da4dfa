import { expect, test } from 'vitest'
import { qaSlots } from '../../../src/domain/qa/list.js'
import type { LabelledPullRequest } from '../../../src/domain/label/demand.js'
import type { PullRequest } from '../../../src/domain/model/pull-request.js'
import type { StatusFacts } from '../../../src/domain/status/facts.js'
import { config, pullRequest } from '../../support/facts.js'
import { attempt, historyOf, labelled, statusFacts } from '../../support/status.js'

const on = (label: string, number: number, at?: string, given: Partial<PullRequest> = {}) =>
  labelled(pullRequest(number, { labels: [label], ...given }), at)
const rows = (text: string, all: readonly LabelledPullRequest[], given: Partial<StatusFacts> = {}) =>
  qaSlots(statusFacts({ config: config(text), labelled: all, ...given }))
const board = (...given: Parameters<typeof rows>) =>
  rows(...given).map(({ environment, pr, others, since, expires, queue }) => ({
    environment,
    pr: pr?.number ?? null,
    others: others.map(({ number }) => number),
    since,
    expires,
    queue: queue.map(({ pr }) => pr.number),
  }))

test('lists every configured slot, with or without a label', () => {
  expect(board('environments: [qa1, qa2, dev]', [on('deploy/qa2', 3)])).toEqual([
    { environment: 'qa1', pr: null, others: [], since: null, expires: null, queue: [] },
    { environment: 'qa2', pr: 3, others: [], since: '2026-03-01T09:00:00Z', expires: null, queue: [] },
  ])
})

test('shows the newest claim as holder, the other claims, and the queue in order', () => {
  const all = [
    on('deploy/qa1', 3, '2026-03-01T09:00:00Z'),
    on('deploy/qa1', 4, '2026-03-01T10:00:00Z'),
    on('queue/qa1', 6, '2026-03-01T12:00:00Z'),
    on('queue/qa1', 5, '2026-03-01T11:00:00Z'),
  ]
  expect(board('environments: [qa1]', all)).toMatchObject([{ pr: 4, others: [3], queue: [5, 6] }])
})

test.each([
  ['a fork', { fork: true }],
  ['a pull request into a release branch', { base: 'release/1.4.0' }],
])('ignores the label of %s, which is not deployed', (_, given) => {
  expect(board('environments: [qa1]', [on('deploy/qa1', 3, undefined, given)])).toMatchObject([{ pr: null }])
})

test.each([
  ['90s', '2026-03-01T09:01:30Z'],
  ['30m', '2026-03-01T09:30:00Z'],
  ['72h', '2026-03-04T09:00:00Z'],
  ['7d', '2026-03-08T09:00:00Z'],
])('shows when a time limit of %s ends: %s', (ttl, expires) => {
  expect(board(`environments: [qa1]\nqa: {ttl: ${ttl}}`, [on('deploy/qa1', 3)])).toMatchObject([{ expires }])
})

test('shows what a slot runs, whoever holds it, and problems', () => {
  const text = `rel pr 3 ${'b'.repeat(40)}`
  const ran = attempt('success', {
    statuses: [{ description: text, url: 'http://qa1', at: '2026-03-01T10:00:00Z' }],
  })
  const histories = [historyOf('qa1', attempt('failure', { page: 'http://run' }), ran)]
  expect(rows('environments: [qa1, qa2]', [on('deploy/qa1', 4)], { histories })).toMatchObject(
    [
      { pr: { number: 4 }, runs: { pr: 3, url: 'http://qa1' }, state: 'failure', problem: /failed/ },
      { pr: null, runs: null, state: 'empty', problem: null, version: null },
    ].map((row) => ({ ...row, problem: row.problem && expect.stringMatching(row.problem) })),
  )
})

test('shows a row for each service of a monorepo, with one label', () => {
  const services = 'environments: [qa1]\nservices: {api: {paths: [api]}, web: {paths: [web]}}'
  expect(rows(services, [on('deploy/qa1', 3)])).toMatchObject([
    { environment: 'qa1/api', label: 'deploy/qa1', pr: { number: 3 } },
    { environment: 'qa1/web', label: 'deploy/qa1', pr: { number: 3 } },
  ])
})
