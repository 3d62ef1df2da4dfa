import { expect, test } from 'vitest'
import type { AuditedLine } from '../../src/domain/audit.js'
import { hotfixLines, type RunsHere } from '../../src/domain/hotfix-list.js'
import { servicesOf } from '../../src/domain/service.js'
import { renderHotfixes } from '../../src/ui/hotfixes.js'
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
