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
const complete = { method: 'complete', head: id('e'), conflicts: [] } as const
const open = reintegration('1.4.1', 'open', listed)

const noLostCommits = { pullRequest: 9, lost: [] }

test.each<[string, Partial<ReintegrationFacts>, string[], boolean]>([
  ['no missing commit', { proposal: null }, [], false],
  ['a clean merge', {}, ['push-commit', 'open-pull-request'], false],
  ['a conflict', { proposal: conflicted }, ['create-branch', 'open-pull-request'], false],
  [
    'a pushed branch without a pull request',
    { proposal: complete, pushed: id('e') },
    ['open-pull-request'],
    false,
  ],
  ['an open pull request', { proposal: complete, pushed: id('e'), open }, [], false],
  [
    'new commits on the line',
    { commits: [missing, audited('b')], pushed: id('d'), open },
    ['push-commit', 'edit-pull-request'],
    false,
  ],
  [
    'a removed list',
    { proposal: complete, pushed: id('e'), open: reintegration('1.4.1', 'open') },
    ['edit-pull-request'],
    false,
  ],
  ['new commits on the line that conflict', { proposal: conflicted, pushed: id('d'), open }, [], true],
  [
    'a stale branch',
    { pushed: id('d'), staleBranch: noLostCommits },
    ['replace-branch', 'open-pull-request'],
    false,
  ],
  [
    'a stale branch at the same commit',
    { pushed: id('e'), staleBranch: noLostCommits },
    ['open-pull-request'],
    false,
  ],
  [
    'a stale branch and a conflict',
    { proposal: conflicted, pushed: id('d'), staleBranch: noLostCommits },
    ['replace-branch', 'open-pull-request'],
    false,
  ],
  [
    'a stale branch with commits of people',
    { pushed: id('d'), staleBranch: { pullRequest: 9, lost: [id('f')] } },
    [],
    true,
  ],
  [
    'a pull request opened by Actions',
    { proposal: complete, pushed: id('e'), open, checksNeverStarted: true },
    ['reopen-pull-request'],
    false,
  ],
])('plans %s', (_, given, kinds, refused) => {
  const plan = planReintegrate(facts(given))
  expect(plan.steps.map(({ kind }) => kind)).toEqual(kinds)
  expect(plan.refusal !== undefined).toBe(refused)
})

test('warns of a conflict before the pull request is open, and has it in the summary afterwards', () => {
  const proposal = conflicted
  const warning = '1.4.1 conflicts with main in a.txt (#3, @dev). Resolve the conflicts on reintegrate/1.4.1.'
  expect(planReintegrate(facts({ proposal })).warnings).toEqual([warning])
  const opened = planReintegrate(
    facts({ proposal: { ...proposal, method: 'complete' }, pushed: id('c'), open }),
  )
  expect([opened.warnings, opened.summary.split('\n')[1]]).toEqual([undefined, warning])
  expect(planReintegrate(facts()).warnings).toBeUndefined()
})

test('lists the commits in the text, visible and hidden; a conflict makes a draft that names files and people', () => {
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

const newCommits = [audited('b', { subject: 'More' }), audited('c', { version: '1.4.2', subject: 'Most' })]
const [a, b, c] = ['- aaaaaaa Fix it (1.4.1)', '- bbbbbbb More', '- ccccccc Most (1.4.2)']
const all = markerOf([id('a'), id('b'), id('c')])
test.each([
  [
    'at the end of its list',
    `Back:\n\n${a}\n\nMine.\n\n${listed}\n`,
    `Back:\n\n${a}\n${b}\n${c}\n\nMine.\n\n${all}\n`,
  ],
  [
    'after the count of hidden entries',
    `${a}\n- and 9 more\n\n${listed}`,
    `${a}\n- and 9 more\n${b}\n${c}\n\n${all}\n`,
  ],
  ['with the line ends of the web page', `${a}\r\n\r\n${listed}`, `${a}\r\n${b}\n${c}\n\r\n${all}\n`],
  [
    'its visible list removed',
    `Mine.\n\n${listed}\n\n- 0000000 mine`,
    `Mine.\n\n${all}\n\n- 0000000 mine\n\n${b}\n${c}\n`,
  ],
  ['its hidden list removed', `${a}\n${b}\n\nMine.`, `${a}\n${b}\n${c}\n\nMine.\n\n${all}\n`],
  ['both lists removed', '', `\n\n${a}\n${b}\n${c}\n\n${all}\n`],
  [
    'two hidden lists, as an earlier version of rel wrote them',
    `${a}\n\n${listed}\n\n${markerOf([id('b')])}\n`,
    `${a}\n${c}\n\n${all}\n\n\n`,
  ],
  ['no new commit', `Mine.\n\n${all}`, undefined],
])('adds new commits of the line to both lists of an open pull request: %s', (_, body, text) => {
  const given = { commits: [missing, ...newCommits], proposal: complete, pushed: id('e') }
  const [step] = planReintegrate(facts({ ...given, open: reintegration('1.4.1', 'open', body) })).steps
  expect(step?.kind === 'edit-pull-request' ? step.body : undefined).toBe(text)
})

test('merges a line only without commits that are already reintegrated, and where merge commits are allowed', () => {
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
  ['the next version for commits that are not released', [line], null, '1.4.2', 'c'],
  ['the newest version if all commits are released', [{ ...line, commits: [missing] }], null, '1.4.1', 'a'],
  ['a named version', [line, old], '1.4.1', '1.4.1', 'a'],
  ['a line named by its first version', [line, old], '1.4.0', '1.4.2', 'c'],
])('selects %s', (_, lines, named, version, commit) => {
  const target = reintegrationVersion(lines, refs, named === null ? null : { service, version: named })
  expect([target?.version, target?.commit]).toEqual([version, id(commit)])
})

const both = reintegration('1.4.2', 'open', markerOf([id('a'), id('c')]))
const foreign = reintegration('1.4.2', 'open', markerOf([id('f')]))
test.each([
  ['the one of the branch', [open], '1.4.1', [missing], 'reintegrate/1.4.1'],
  [
    'the one of the branch, its list removed',
    [{ ...open, body: '' }],
    '1.4.1',
    [missing],
    'reintegrate/1.4.1',
  ],
  ['the one of a newer version with all commits', [both], '1.4.1', [missing], 'reintegrate/1.4.2'],
  ['the one of an older version with some commits', [open], '1.4.2', line.commits, 'reintegrate/1.4.1'],
  ['the one that lists all commits', [open, both], '1.4.1', line.commits, 'reintegrate/1.4.2'],
  ['its own of two that list all commits', [both, open], '1.4.1', [missing], 'reintegrate/1.4.1'],
  ['none of another branch of the same M.m', [foreign], '1.4.1', [missing], undefined],
  ['no merged one', [reintegration('1.4.2', 'merged', both.body)], '1.4.1', [missing], undefined],
])('reuses an open pull request: %s', (_, reintegrations, version, lacking, head) => {
  const found = openReintegration({ ...line, reintegrations }, `reintegrate/${version}`, lacking)
  expect(found?.pullRequest.head).toBe(head)
})

test('asks for a version if several lines have missing commits', () => {
  expect(() => reintegrationVersion([line, old], refs, null)).toThrow(
    'Several versions have to be reintegrated: 1.4.2 (not released yet), 1.3.1 (not released yet).',
  )
  const released = { ...refs, tags: new Map([...refs.tags, ['1.3.1', id('b')]]) }
  expect(() => reintegrationVersion([line, old], released, null)).toThrow('1.4.2 (not released yet), 1.3.1.')
  const proposed = { ...line, reintegrations: [both] }
  expect(reintegrationVersion([proposed, old], refs, null)?.version).toBe('1.3.1')
  expect(reintegrationVersion([proposed], refs, null)?.version).toBe('1.4.2')
  const other = { ...old, reintegrations: [reintegration('1.3.1', 'open', markerOf([id('b')]))] }
  const target = reintegrationVersion([proposed, other], refs, null)!
  expect([target.version, otherReintegrations([proposed, other], target).length]).toEqual(['1.4.2', 1])
  expect(reintegrationVersion([], refs, null)).toBeNull()
  expect(() => reintegrationVersion([line], refs, { service, version: '9.9.9' })).toThrow(
    'There is no hotfix 9.9.9.',
  )
})
