import { expect, test } from 'vitest'
import { markerOf, type AuditedLine } from '../../src/domain/audit.js'
import { hotfixLines, hotfixStatus, type RunsHere } from '../../src/domain/hotfix-list.js'
import { servicesOf } from '../../src/domain/service.js'
import { renderHotfixes, renderHotfixStatus } from '../../src/ui/hotfixes.js'
import { config, pullRequest } from '../support/facts.js'

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
const open = [pullRequest(7, { base: 'release/1.4.0' })]

test.each([
  ['the newest version of the line', [runs('production', '1.4.1')], 'production'],
  ['an older one', [runs('staging', '1.4.0'), runs('production', '1.4.1')], 'staging (1.4.0), production'],
  ['a pull request into it', [runs('hotfix', null, 7)], 'hotfix (#7)'],
  ['another version', [runs('production', '1.5.0')], ''],
])('%s runs', (_, running, where) => {
  const [row] = hotfixLines({ lines: [line], open, running })
  expect(row?.runsIn).toEqual(row?.runs.map(({ environment }) => environment))
  const [, cells = ''] = renderHotfixes([row!]).split('\n')
  expect(cells.split(/ {2,}/)).toEqual(['1.4.1', 'release/1.4.0', where, 'nothing'].filter(Boolean))
})

const commit = (letter: string, version: string | null) =>
  ({ commit: letter.repeat(40), version, subject: 'Mend', on: 'missing' }) as const
test.each([
  ['the newest version', [commit('1', '1.4.1'), commit('2', '1.4.2')], 'reintegrate 1.4.2`'],
  ['not released yet', [commit('1', '1.4.1'), commit('2', null)], 'reintegrate`'],
])('what is missing comes back with one command: %s', (_, commits, words) => {
  const [row] = hotfixLines({ lines: [{ ...line, commits }], open: [], running: [] })
  expect(renderHotfixes([row!])).toContain(`! Run \`rel hotfix ${words}.`)
})

test.each([
  ['nobody brings it', [], '! missing', '1 hotfix commit is missing: `rel hotfix reintegrate`.'],
  ['a pull request does', [head], '! missing, in #9', '1 hotfix commit is missing: merge #9.'],
])('what is missing, commit by commit: %s', (_, listed, word, end) => {
  const body = markerOf([...listed, 'd'.repeat(40)])
  const reintegrations = [{ pullRequest: pullRequest(9, { base: 'main' }), body, mergeCommit: null }]
  const commits = [
    { ...commit('c', '1.4.1'), commit: head },
    { ...line.commits[0]!, commit: 'e'.repeat(40) },
  ]
  const status = hotfixStatus([{ ...line, commits, reintegrations }])
  expect(status.commits.map(({ pr }) => pr)).toEqual([listed.length > 0 ? 9 : null, null])
  const [, row, other, last] = renderHotfixStatus(status).split('\n')
  expect([row?.split(/ {2,}/)[2], other?.split(/ {2,}/)[2], last]).toEqual([word, 'ancestor', end])
})
