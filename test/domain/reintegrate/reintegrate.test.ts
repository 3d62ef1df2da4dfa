import { expect, test } from 'vitest'
import { markerOf, openReintegration } from '../../../src/domain/line/audit.js'
import { otherReintegrations, reintegrationVersion } from '../../../src/domain/reintegrate/version.js'
import { mayMerge, planReintegrate } from '../../../src/domain/reintegrate/reintegrate.js'
import { type ReintegrationFacts } from '../../../src/domain/reintegrate/facts.js'
import { audited, auditedLine, id, reintegration, service } from '../../support/lines.js'

const missing = audited('a', { version: '1.4.1', subject: 'Fix it' })
const listed = markerOf([id('a')])
const facts = (given: Partial<ReintegrationFacts> = {}): ReintegrationFacts => ({
  repository: 'acme/widgets',
  defaultBranch: 'main',
  service,
  version: '1.4.1',
  branch: 'reintegrate/1.4.1',
  line: 'release/1.4.0',
  commits: [missing],
  proposal: { method: 'merge', head: id('e'), conflicts: [] },
  pushed: null,
  staleBranch: null,
  open: null,
  otherPullRequests: [],
  checksNeverStarted: false,
  byActions: false,
  ...given,
})
const conflicts = [{ path: 'a.txt', prs: [3], authors: ['dev'] }]
const conflicted = { method: 'conflict', head: id('c'), conflicts } as const
const there = { method: 'complete', head: id('e'), conflicts: [] } as const
const open = reintegration('1.4.1', 'open', listed)

const nothingLost = { pullRequest: 9, lost: [] }

test.each<[string, Partial<ReintegrationFacts>, string[], boolean]>([
  ['everything is there', { proposal: null }, [], false],
  ['a clean merge', {}, ['push-commit', 'open-pull-request'], false],
  ['a conflict', { proposal: conflicted }, ['create-branch', 'open-pull-request'], false],
  ['pushed, but not opened', { proposal: there, pushed: id('e') }, ['open-pull-request'], false],
  ['open', { proposal: there, pushed: id('e'), open }, [], false],
  [
    'the line has moved on',
    { commits: [missing, audited('b')], pushed: id('d'), open },
    ['push-commit', 'edit-pull-request'],
    false,
  ],
  [
    'the list was taken out',
    { proposal: there, pushed: id('e'), open: reintegration('1.4.1', 'open') },
    ['edit-pull-request'],
    false,
  ],
  ['it has moved on with a conflict', { proposal: conflicted, pushed: id('d'), open }, [], true],
  [
    'begun anew',
    { pushed: id('d'), staleBranch: nothingLost },
    ['replace-branch', 'open-pull-request'],
    false,
  ],
  ['begun anew as it is', { pushed: id('e'), staleBranch: nothingLost }, ['open-pull-request'], false],
  [
    'begun anew with a conflict',
    { proposal: conflicted, pushed: id('d'), staleBranch: nothingLost },
    ['replace-branch', 'open-pull-request'],
    false,
  ],
  [
    'somebody works on the branch',
    { pushed: id('d'), staleBranch: { pullRequest: 9, lost: [id('f')] } },
    [],
    true,
  ],
  [
    'opened by Actions',
    { proposal: there, pushed: id('e'), open, checksNeverStarted: true },
    ['reopen-pull-request'],
    false,
  ],
])('%s', (_, given, kinds, refused) => {
  const plan = planReintegrate(facts(given))
  expect(plan.steps.map(({ kind }) => kind)).toEqual(kinds)
  expect(plan.refusal !== undefined).toBe(refused)
})

test('a conflict is told before the pull request is there, and by the summary once it is', () => {
  const proposal = conflicted
  const told = '1.4.1 conflicts with main in a.txt (#3, @dev): settle that on reintegrate/1.4.1.'
  expect(planReintegrate(facts({ proposal })).warnings).toEqual([told])
  const there = planReintegrate(
    facts({ proposal: { ...proposal, method: 'complete' }, pushed: id('c'), open }),
  )
  expect([there.warnings, there.summary.split('\n')[1]]).toEqual([undefined, told])
  expect(planReintegrate(facts()).warnings).toBeUndefined()
})

test('the text lists the commits for people, and hidden; a conflict is a draft that names files and people', () => {
  const bodyOf = (given: Partial<ReintegrationFacts>) => {
    const step = planReintegrate(facts(given)).steps.at(-1)
    if (step?.kind !== 'open-pull-request') throw new Error(step?.kind)
    return step
  }
  expect(bodyOf({})).toMatchObject({
    title: 'Reintegrate 1.4.1 into main',
    base: 'main',
    head: 'reintegrate/1.4.1',
  })
  expect(bodyOf({}).body).toContain('- aaaaaaa Fix it (1.4.1)')
  expect(bodyOf({}).body).toContain(listed)
  expect(bodyOf({}).draft).toBeUndefined()
  const draft = bodyOf({ proposal: conflicted })
  expect(draft.draft).toBe(true)
  expect(draft.body).toContain('- `a.txt`: #3, @dev')
  expect(bodyOf({ byActions: true }).body).toContain('which starts no checks')
})

const others = [audited('b', { subject: 'More' }), audited('c', { version: '1.4.2', subject: 'Most' })]
const [a, b, c] = ['- aaaaaaa Fix it (1.4.1)', '- bbbbbbb More', '- ccccccc Most (1.4.2)']
const all = markerOf([id('a'), id('b'), id('c')])
test.each([
  [
    'at the end of its list',
    `Back:\n\n${a}\n\nMine.\n\n${listed}\n`,
    `Back:\n\n${a}\n${b}\n${c}\n\nMine.\n\n${all}\n`,
  ],
  [
    'after what it does not show',
    `${a}\n- and 9 more\n\n${listed}`,
    `${a}\n- and 9 more\n${b}\n${c}\n\n${all}\n`,
  ],
  ['as the web page ends lines', `${a}\r\n\r\n${listed}`, `${a}\r\n${b}\n${c}\n\r\n${all}\n`],
  [
    'its list for people taken out',
    `Mine.\n\n${listed}\n\n- 0000000 mine`,
    `Mine.\n\n${all}\n\n- 0000000 mine\n\n${b}\n${c}\n`,
  ],
  ['its hidden list taken out', `${a}\n${b}\n\nMine.`, `${a}\n${b}\n${c}\n\nMine.\n\n${all}\n`],
  ['all taken out', '', `\n\n${a}\n${b}\n${c}\n\n${all}\n`],
  [
    'two hidden lists, as rel left them once',
    `${a}\n\n${listed}\n\n${markerOf([id('b')])}\n`,
    `${a}\n${c}\n\n${all}\n\n\n`,
  ],
  ['nothing new', `Mine.\n\n${all}`, undefined],
])('an open one shows and hides what came to the line since: %s', (_, body, text) => {
  const given = { commits: [missing, ...others], proposal: there, pushed: id('e') }
  const [step] = planReintegrate(facts({ ...given, open: reintegration('1.4.1', 'open', body) })).steps
  expect(step?.kind === 'edit-pull-request' ? step.body : undefined).toBe(text)
})

test('a line is merged only if all that it would bring is missing, and only where merges are taken', () => {
  expect(mayMerge([missing, audited('b', { on: 'ancestry' })], true)).toBe(true)
  expect(mayMerge([missing], false)).toBe(false)
  expect(mayMerge([missing, audited('b', { on: 'listed' })], true)).toBe(false)
  expect(mayMerge([missing, audited('b', { on: 'patch' })], true)).toBe(false)
})

const refs = {
  branches: new Map([['release/1.4.0', id('c')]]),
  tags: new Map([
    ['1.4.0', id('0')],
    ['1.4.1', id('a')],
  ]),
}
const line = auditedLine({ commits: [missing, audited('c')] })
const old = auditedLine({
  version: '1.3.0',
  branch: 'release/1.3.0',
  commits: [audited('b', { version: '1.3.1' })],
})

test.each([
  ['what is not released comes under the next version', [line], null, '1.4.2', 'c'],
  ['all is released: the newest version', [{ ...line, commits: [missing] }], null, '1.4.1', 'a'],
  ['a version by its name', [line, old], '1.4.1', '1.4.1', 'a'],
  ['a line by its first version', [line, old], '1.4.0', '1.4.2', 'c'],
])('which end comes back: %s', (_, lines, wish, version, commit) => {
  const end = reintegrationVersion(lines, refs, wish === null ? null : { service, version: wish })
  expect([end?.version, end?.commit]).toEqual([version, id(commit)])
})

const both = reintegration('1.4.2', 'open', markerOf([id('a'), id('c')]))
const foreign = reintegration('1.4.2', 'open', markerOf([id('f')]))
test.each([
  ['that of the branch', [open], '1.4.1', [missing], 'reintegrate/1.4.1'],
  ['of the branch, its list taken out', [{ ...open, body: '' }], '1.4.1', [missing], 'reintegrate/1.4.1'],
  ['a newer version brings it as well', [both], '1.4.1', [missing], 'reintegrate/1.4.2'],
  ['an older version has a part of it', [open], '1.4.2', line.commits, 'reintegrate/1.4.1'],
  ['the one that brings all', [open, both], '1.4.1', line.commits, 'reintegrate/1.4.2'],
  ['two that bring all: its own', [both, open], '1.4.1', [missing], 'reintegrate/1.4.1'],
  ['another branch of the same M.m', [foreign], '1.4.1', [missing], undefined],
  ['merged', [reintegration('1.4.2', 'merged', both.body)], '1.4.1', [missing], undefined],
])('which open one is used again: %s', (_, reintegrations, version, lacking, head) => {
  const found = openReintegration({ ...line, reintegrations }, `reintegrate/${version}`, lacking)
  expect(found?.pullRequest.head).toBe(head)
})

test('several lines: the user says which; none: nothing', () => {
  expect(() => reintegrationVersion([line, old], refs, null)).toThrow(
    'Several versions are to be reintegrated: 1.4.2 (not released yet), 1.3.1 (not released yet).',
  )
  const released = { ...refs, tags: new Map([...refs.tags, ['1.3.1', id('b')]]) }
  expect(() => reintegrationVersion([line, old], released, null)).toThrow('1.4.2 (not released yet), 1.3.1.')
  const asked = { ...line, reintegrations: [both] }
  expect(reintegrationVersion([asked, old], refs, null)?.version).toBe('1.3.1')
  expect(reintegrationVersion([asked], refs, null)?.version).toBe('1.4.2')
  const other = { ...old, reintegrations: [reintegration('1.3.1', 'open', markerOf([id('b')]))] }
  const end = reintegrationVersion([asked, other], refs, null)!
  expect([end.version, otherReintegrations([asked, other], end).length]).toEqual(['1.4.2', 1])
  expect(reintegrationVersion([], refs, null)).toBeNull()
  expect(() => reintegrationVersion([line], refs, { service, version: '9.9.9' })).toThrow(
    'No hotfix was made as 9.9.9.',
  )
})
