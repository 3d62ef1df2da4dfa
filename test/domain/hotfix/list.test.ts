import { expect, test } from 'vitest'
import { markerOf, type AuditedLine } from '../../../src/domain/line/audit.js'
import {
  hotfixLines,
  hotfixStatus,
  type HotfixListFacts,
  type RunsHere,
} from '../../../src/domain/hotfix/list.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { renderHotfixes, renderHotfixStatus } from '../../../src/ui/hotfixes.js'
import { config, pullRequest } from '../../support/facts.js'

const [service] = servicesOf(config(''))
const head = 'c'.repeat(40)
const line: AuditedLine = {
  service: service!,
  version: '1.4.0',
  branch: 'release/1.4.0',
  head,
  start: 'a'.repeat(40),
  tips: [head],
  commits: [{ commit: head, version: '1.4.1', subject: 'Mend the fence', on: 'ancestry' }],
  reintegrations: [],
}
const runs = (environment: string, version: string | null, pr: number | null = null): RunsHere => ({
  environment,
  service: null,
  version,
  pullRequest: pr,
})
const facts: HotfixListFacts = { defaultBranch: 'main', lines: [line], spoiled: [], open: [], running: [] }
const open = [pullRequest(7, { base: 'release/1.4.0' })]

test.each([
  ['the newest version of the line', [runs('production', '1.4.1')], 'production'],
  ['an older one', [runs('staging', '1.4.0'), runs('production', '1.4.1')], 'staging (1.4.0), production'],
  ['a pull request into it', [runs('hotfix', null, 7)], 'hotfix (#7)'],
  ['another version', [runs('production', '1.5.0')], ''],
])('%s runs', (_, running, where) => {
  const [row] = hotfixLines({ ...facts, open, running })
  expect(row?.runsIn).toEqual(row?.runs.map(({ environment }) => environment))
  const [, cells = ''] = renderHotfixes([row!], 'main').map(String)
  expect(cells.split(/ {2,}/)).toEqual(['1.4.1', 'release/1.4.0', where, '–'].filter(Boolean))
})

const commit = (letter: string, version: string | null) =>
  ({ commit: letter.repeat(40), version, subject: 'Mend', on: 'missing' }) as const
test.each([
  ['the newest version', [commit('1', '1.4.1'), commit('2', '1.4.2')], 'reintegrate 1.4.2`'],
  ['not released yet', [commit('1', '1.4.1'), commit('2', null)], 'reintegrate`'],
])('what is missing comes back with one command: %s', (_, commits, words) => {
  const [row] = hotfixLines({ ...facts, lines: [{ ...line, commits }] })
  expect(renderHotfixes([row!], 'main').join('\n')).toContain(`! Run \`rel hotfix ${words}.`)
})

test.each([
  [
    'nobody brings it',
    [],
    '! missing',
    '1 hotfix commit is missing on the default branch: run `rel hotfix reintegrate`.',
  ],
  [
    'a pull request does',
    [head],
    '! missing, in #9',
    '1 hotfix commit is missing on the default branch: merge #9.',
  ],
])('what is missing, commit by commit: %s', (_, listed, word, end) => {
  const body = markerOf([...listed, 'd'.repeat(40)])
  const reintegrations = [{ pullRequest: pullRequest(9, { base: 'main' }), body, mergeCommit: null }]
  const commits = [
    { ...commit('c', '1.4.1'), commit: head },
    { ...line.commits[0]!, commit: 'e'.repeat(40) },
  ]
  const status = hotfixStatus({ ...facts, lines: [{ ...line, commits, reintegrations }] })
  expect(status.commits.map(({ pr }) => pr)).toEqual([listed.length > 0 ? 9 : null, null])
  const [, row, other, last] = renderHotfixStatus(status, 'main').map(String)
  expect([row?.split(/ {2,}/)[2], other?.split(/ {2,}/)[2], last]).toEqual([word, 'yes (ancestor)', end])
})

test.each([
  ['all', ['c', 'e'], ['Merge #9 to reintegrate them.']],
  ['one of two', ['c'], ['Merge #9 to reintegrate 1 of them.', '! Run `rel hotfix reintegrate 1.4.2`.']],
])('the open pull request brings %s', (_, listed, notes) => {
  const body = markerOf(listed.map((letter) => letter.repeat(40)))
  const reintegrations = [{ pullRequest: pullRequest(9, { base: 'main' }), body, mergeCommit: null }]
  const commits = [commit('c', '1.4.1'), commit('e', '1.4.2')]
  const [row] = hotfixLines({ ...facts, lines: [{ ...line, commits, reintegrations }] })
  expect(below(renderHotfixes([row!], 'main').join('\n'))).toEqual(notes)
})
const below = (table: string): readonly string[] =>
  table
    .split('\n')
    .slice(2)
    .map((one) => one.trim())

test.each([
  [
    'what was there before is known',
    'b'.repeat(40),
    `, \`git push --force origin ${'b'.repeat(40)}:release/1.4.0\`,`,
  ],
  ['it is not', null, ','],
])('a line that has commits of main is put back first: %s', (_, before, words) => {
  const [main, came] = ['1'.repeat(40), '2'.repeat(40)]
  const mixed = { fromMain: [main], before }
  const spoiled = [{ branch: 'release/1.4.0', mixed, flowed: [main, came] }]
  const ancestors = [main, came].map((one) => ({ ...line.commits[0]!, commit: one, version: null }))
  const given = { ...facts, spoiled, lines: [{ ...line, commits: [...ancestors, commit('c', '1.4.1')] }] }
  const note =
    '! release/1.4.0 has 1 commit of main (1111111): they are no hotfix, and are not released as one. ' +
    `Put the line back to where it was${words} and bring it back to main with \`rel hotfix reintegrate\`, never with "Update branch".`
  const [row] = hotfixLines(given)
  expect(row?.mixed).toEqual(mixed)
  expect(below(renderHotfixes([row!], 'main').join('\n'))).toEqual([note])
  const status = hotfixStatus(given)
  expect(status).toMatchObject({
    commits: [{ commit: head }],
    mixed: [{ branch: 'release/1.4.0', ...mixed }],
  })
  expect(renderHotfixStatus(status, 'main').map(String).slice(2)).toEqual([
    '1 hotfix commit is missing on the default branch.',
    note,
  ])
})

test('a line that has nothing but commits of main is shown', () => {
  const spoiled = [{ branch: line.branch, mixed: { fromMain: [head], before: null }, flowed: [head] }]
  const given = { ...facts, spoiled }
  expect(hotfixLines(given)).toHaveLength(1)
  expect(hotfixLines(facts)).toEqual([])
  expect(String(renderHotfixStatus(hotfixStatus(given), 'main')[0])).toBe('There are no hotfixes yet.')
})
