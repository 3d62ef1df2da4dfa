import { expect, test } from 'vitest'
import { planApproval, type ApprovalOptions } from '../../../src/domain/approval/approve.js'
import type { ApprovalFacts } from '../../../src/domain/approval/facts.js'
import { carrying, deployRun, done, facts, gate, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { textOf } from '../../../src/domain/release/body.js'
import { draftOf } from '../../support/drafts.js'
import { config } from '../../support/facts.js'

const atStaging = releaseRun('1.4.0', { gates: [gate('staging')] })
test.each<[string, ApprovalFacts, ApprovalOptions, string]>([
  ['nothing waits', facts([releaseRun('1.4.0', done)]), wish(), 'nothing'],
  ['what waits', facts([atStaging]), wish(), 'approved staging of 4'],
  ['by name', facts([atStaging]), wish('staging'), 'approved staging of 4'],
  [
    'another gate, which is still to come',
    facts([atStaging]),
    wish('production'),
    'production of 1.4.0 is on its way to its gate',
  ],
  [
    'a run before its first gate',
    facts([releaseRun('1.4.0')]),
    wish(),
    'staging of 1.4.0 is on its way to its gate',
  ],
  [
    'both at once',
    facts([releaseRun('1.4.0', { gates: [gate('staging'), gate('production', true, 6)] })]),
    wish('staging', 'production'),
    'approved staging+production of 4',
  ],
  [
    'the newest of two',
    facts([atStaging, releaseRun('1.3.0', { gates: [gate('staging')] })]),
    wish('staging'),
    'approved staging of 4',
  ],
  [
    'an older one than what runs',
    facts([releaseRun('1.3.0', { gates: [gate('staging')] })], { histories: [carrying('staging', '1.4.0')] }),
    wish('staging'),
    'nothing',
  ],
  [
    'an older one that somebody rolls back to',
    facts([deployRun('1.3.0', 'staging', { gates: [gate('staging')] })], {
      histories: [carrying('staging', '1.4.0')],
    }),
    wish('staging'),
    'approved staging of 99',
  ],
  [
    'the same, where a newer one waits too',
    facts([deployRun('1.3.0', 'staging', { gates: [gate('staging')] }), atStaging]),
    wish('staging'),
    'approved staging of 4',
  ],
  [
    'no reviewer',
    facts([releaseRun('1.4.0', { gates: [gate('staging', false)] })]),
    wish(),
    'permission: You may not approve staging of 1.4.0 in acme/widgets: rosa, olga may approve.',
  ],
  [
    'no reviewer, who would turn it away',
    facts([releaseRun('1.4.0', { gates: [gate('staging', false)] })]),
    { ...wish(), verdict: 'rejected' },
    'permission: You may not reject staging of 1.4.0 in acme/widgets: rosa, olga may reject.',
  ],
  ['turned away', facts([atStaging]), { ...wish(), verdict: 'rejected' }, 'rejected staging of 4'],
  [
    'in a freeze',
    facts([atStaging], {
      config: config('freeze: [{from: 2026-03-01T00:00:00Z, to: 2026-03-02T00:00:00Z}]'),
    }),
    wish(),
    'refused: Releases are frozen until 2026-03-02T00:00:00Z.',
  ],
])('%s', (_, given, wanted, words) => {
  expect(stepsOf(given, wanted)).toBe(words)
})

test('what would ship: from which version, with which pull requests and image', () => {
  const waiting = facts([atStaging], { histories: [carrying('staging', '1.2.0')] })
  const { result, checks } = planApproval([waiting], wish(), null)
  expect(result.approvals).toMatchObject([
    {
      environment: 'staging',
      from: '1.2.0',
      to: '1.4.0',
      prs: [2, 3, 11, 12],
      digest: `sha256:${'1'.repeat(64)}`,
      decision: 'approved',
    },
  ])
  expect(checks).toMatchObject([
    {
      name: 'acme/widgets staging',
      status: 'passed',
      finding: expect.stringContaining('1.2.0 → 1.4.0, #2 #3 #11 #12'),
    },
  ])
})

test('where nothing runs, everything ships; a line has room for twenty, --json for all', () => {
  const shipped = (numbers: number) => {
    const body = Array.from({ length: numbers }, (_, index) => `* Change (#${index + 20}) @dev\n`).join('')
    const releases = [...facts([]).releases, draftOf('1.3.9', { draft: false, body })]
    const { result, checks } = planApproval([facts([atStaging], { releases })], wish(), null)
    return [result.approvals[0]?.prs.length, checks?.[0]?.finding.split(', ')[1]]
  }
  expect(shipped(1)).toEqual([7, '#1 #2 #3 #10 #11 #12 #20'])
  expect(shipped(30)).toEqual([36, expect.stringMatching(/^16 more and (#\d+ ){19}#49$/)])
})

test('what ships is told whole: what the notes hide or have no room for, and that a tag tells nothing', () => {
  const own = (tag: string, previous: string, unlisted: string) =>
    draftOf(tag, {
      draft: false,
      body: textOf({
        before: '* Not this one (#99) @dev',
        own: {
          ...{ service: null, version: tag },
          notes: `* Change (#7) @dev\n\n${unlisted}**Full changelog**: http://h/a/w/compare/${previous}...${tag}`,
        },
        after: '',
      }),
    })
  const shipped = (from: string) => {
    const given = facts([atStaging], { histories: [carrying('staging', from)] })
    const releases = [own('1.4.0', '1.3.0', '<!-- rel:unlisted 5 40 -->\n\n'), own('1.2.0', '1.1.0', '')]
    const { result, checks } = planApproval([{ ...given, releases }], wish(), null)
    return [result.approvals[0]?.prs, checks?.[0]?.finding.split(', sha256')[0]]
  }
  const untold = 'what 1.3.0 brought, of which no release tells'
  expect(shipped('1.2.0')).toEqual([[5, 7, 40], `1.2.0 → 1.4.0, #5 #7 #40, ${untold}`])
  expect(shipped('1.3.0')).toEqual([[5, 7, 40], '1.3.0 → 1.4.0, #5 #7 #40'])
})

test('several repositories, one answer; later only what was agreed to', () => {
  const gadgets = facts([releaseRun('1.3.0', { gates: [gate('staging')] })], { repository: 'acme/gadgets' })
  const all = planApproval([facts([atStaging]), gadgets], wish('staging', 'production'), null)
  expect(all.steps.map(({ repository }) => repository).toSorted()).toEqual(['acme/gadgets', 'acme/widgets'])
  expect(all.question).toBe('Approve staging and then production of acme/widgets, acme/gadgets?')
  const newer = facts([
    releaseRun('1.5.0', { gates: [gate('production')] }),
    releaseRun('1.4.0', { gates: [gate('production')] }),
  ])
  const next = planApproval([newer], wish('staging', 'production'), all)
  expect(
    next.result.approvals.filter(({ environment }) => environment === 'production').map(({ to }) => to),
  ).toEqual(['1.4.0'])
})

test.each<[string, readonly string[], string]>([
  ['dev', ['rosa', 'olga'], 'Ask rosa or olga for `rel release approve staging`.'],
  [
    'rosa',
    ['Rosa', 'olga'],
    'You are one of them, and GitHub does not let you: whoever started a run may be kept from approving it. Ask olga for `rel release approve staging`.',
  ],
  [
    'dev',
    ['team:qa', 'role:admin'],
    'Ask the team qa or somebody with the role admin for `rel release approve staging`.',
  ],
  ['dev', [], 'Add a reviewer to the environment.'],
])('%s may not approve where %j may', (login, approvers, hint) => {
  const run = releaseRun('1.4.0', { gates: [{ ...gate('staging', false), approvers }] })
  const viewer = { login, role: 'write', teams: [] }
  expect(planApproval([facts([run], { viewer })], wish(), null).refusal).toMatchObject({
    code: 'permission',
    hint,
  })
})

test('an environment without a gate', () => {
  expect(() => planApproval([facts([])], wish('qa1'), null)).toThrow('acme/widgets has no gate at qa1.')
})
