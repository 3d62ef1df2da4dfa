import { expect, test } from 'vitest'
import { markerOf, type AuditedLine } from '../../../src/domain/line/audit.js'
import {
  hotfixLines,
  hotfixStatus,
  type HotfixListFacts,
  type RunningLine,
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
const runs = (environment: string, version: string | null, pr: number | null = null): RunningLine => ({
  environment,
  service: null,
  version,
  pullRequest: pr,
})
const facts: HotfixListFacts = {
  defaultBranch: 'main',
  lines: [line],
  affectedLines: [],
  open: [],
  running: [],
}
const open = [pullRequest(7, { base: 'release/1.4.0' })]

test.each([
  ['the newest version of the line', [runs('production', '1.4.1')], 'production'],
  [
    'an older version',
    [runs('staging', '1.4.0'), runs('production', '1.4.1')],
    'staging (1.4.0), production',
  ],
  ['a pull request into it', [runs('hotfix', null, 7)], 'hotfix (#7)'],
  ['no version of the line', [runs('production', '1.5.0')], ''],
])('lists the environments that run %s', (_, running, where) => {
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
])('names the command to reintegrate missing commits: %s', (_, commits, command) => {
  const [row] = hotfixLines({ ...facts, lines: [{ ...line, commits }] })
  expect(renderHotfixes([row!], 'main').join('\n')).toContain(`! Run \`rel hotfix ${command}.`)
})

test.each([
  [
    'no pull request lists them',
    [],
    '! missing',
    '1 hotfix commit is missing on the default branch: run `rel hotfix reintegrate`.',
  ],
  [
    'a pull request lists them',
    [head],
    '! missing, in #9',
    '1 hotfix commit is missing on the default branch: merge #9.',
  ],
])('shows each missing commit: %s', (_, listed, status, end) => {
  const body = markerOf([...listed, 'd'.repeat(40)])
  const reintegrations = [{ pullRequest: pullRequest(9, { base: 'main' }), body, mergeCommit: null }]
  const commits = [
    { ...commit('c', '1.4.1'), commit: head },
    { ...line.commits[0]!, commit: 'e'.repeat(40) },
  ]
  const result = hotfixStatus({ ...facts, lines: [{ ...line, commits, reintegrations }] })
  expect(result.commits.map(({ pr }) => pr)).toEqual([listed.length > 0 ? 9 : null, null])
  const [, first, second, last] = renderHotfixStatus(result, 'main').map(String)
  expect([first?.split(/ {2,}/)[2], second?.split(/ {2,}/)[2], last]).toEqual([status, 'yes (ancestor)', end])
})

test.each([
  ['all commits', ['c', 'e'], ['Merge #9 to reintegrate them.']],
  [
    'one of two commits',
    ['c'],
    ['Merge #9 to reintegrate 1 of them.', '! Run `rel hotfix reintegrate 1.4.2`.'],
  ],
])('says that the open pull request lists %s', (_, listed, notes) => {
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
    .map((row) => row.trim())

test.each([
  [
    'the commit before them is known',
    'b'.repeat(40),
    `Reset the line with \`git push --force origin ${'b'.repeat(40)}:release/1.4.0\`, then`,
  ],
  ['it is not known', null, 'Reset release/1.4.0 to the commit before them, then'],
])('names the command to reset a line with commits of main: %s', (_, before, reset) => {
  const [main, merged] = ['1'.repeat(40), '2'.repeat(40)]
  const mainCommits = { fromMain: [main], before }
  const affectedLines = [{ branch: 'release/1.4.0', mainCommits, mergedCommits: [main, merged] }]
  const ancestors = [main, merged].map((oid) => ({ ...line.commits[0]!, commit: oid, version: null }))
  const given = {
    ...facts,
    affectedLines,
    lines: [{ ...line, commits: [...ancestors, commit('c', '1.4.1')] }],
  }
  const note =
    '! release/1.4.0 has 1 commit from main (1111111), which cannot be released as a hotfix. ' +
    `${reset} reintegrate it into main with \`rel hotfix reintegrate\`, never with "Update branch".`
  const [row] = hotfixLines(given)
  expect(row?.mixed).toEqual(mainCommits)
  expect(below(renderHotfixes([row!], 'main').join('\n'))).toEqual([note])
  const status = hotfixStatus(given)
  expect(status).toMatchObject({
    commits: [{ commit: head }],
    mixed: [{ branch: 'release/1.4.0', ...mainCommits }],
  })
  expect(renderHotfixStatus(status, 'main').map(String).slice(2)).toEqual([
    '1 hotfix commit is missing on the default branch.',
    note,
  ])
})

test('lists a line that has only commits of main', () => {
  const mainCommits = { fromMain: [head], before: null }
  const affectedLines = [{ branch: line.branch, mainCommits, mergedCommits: [head] }]
  const given = { ...facts, affectedLines }
  expect(hotfixLines(given)).toHaveLength(1)
  expect(hotfixLines(facts)).toEqual([])
  expect(String(renderHotfixStatus(hotfixStatus(given), 'main')[0])).toBe('There are no hotfixes yet.')
})
