import { expect, test } from 'vitest'
import { planApproval, type ApprovalOptions } from '../../../src/domain/approval/approve.js'
import type { ApprovalFacts } from '../../../src/domain/approval/facts.js'
import { carrying, deployRun, done, facts, gate, releaseRun, stepsOf, wish } from '../../support/approval.js'
import { textOf } from '../../../src/domain/release/body.js'
import { draftOf } from '../../support/drafts.js'
import { config } from '../../support/facts.js'

const atStaging = releaseRun('1.4.0', { gates: [gate('staging')] })
test.each<[string, ApprovalFacts, ApprovalOptions, string]>([
  ['does nothing if no run waits', facts([releaseRun('1.4.0', done)]), wish(), 'nothing'],
  ['approves the run that waits', facts([atStaging]), wish(), 'approved staging of 4'],
  [
    'approves it by the name of its environment',
    facts([atStaging]),
    wish('staging'),
    'approved staging of 4',
  ],
  [
    'waits for a run that has not reached the named gate',
    facts([atStaging]),
    wish('production'),
    '1.4.0 for production has not reached its gate yet',
  ],
  [
    'waits for a run before its first gate',
    facts([releaseRun('1.4.0')]),
    wish(),
    '1.4.0 for staging has not reached its gate yet',
  ],
  [
    'approves two gates of a run at once',
    facts([releaseRun('1.4.0', { gates: [gate('staging'), gate('production', true, 6)] })]),
    wish('staging', 'production'),
    'approved staging+production of 4',
  ],
  [
    'approves the newest of two runs',
    facts([atStaging, releaseRun('1.3.0', { gates: [gate('staging')] })]),
    wish('staging'),
    'approved staging of 4',
  ],
  [
    'does not approve an older version than the running one',
    facts([releaseRun('1.3.0', { gates: [gate('staging')] })], { histories: [carrying('staging', '1.4.0')] }),
    wish('staging'),
    'nothing',
  ],
  [
    'approves a rollback to an older version',
    facts([deployRun('1.3.0', 'staging', { gates: [gate('staging')] })], {
      histories: [carrying('staging', '1.4.0')],
    }),
    wish('staging'),
    'approved staging of 99',
  ],
  [
    'approves the newer version if a rollback waits too',
    facts([deployRun('1.3.0', 'staging', { gates: [gate('staging')] }), atStaging]),
    wish('staging'),
    'approved staging of 4',
  ],
  [
    'refuses to approve if the viewer is no reviewer',
    facts([releaseRun('1.4.0', { gates: [gate('staging', false)] })]),
    wish(),
    'permission: You cannot approve 1.4.0 for staging in acme/widgets; approvers: rosa, olga.',
  ],
  [
    'refuses to reject if the viewer is no reviewer',
    facts([releaseRun('1.4.0', { gates: [gate('staging', false)] })]),
    { ...wish(), verdict: 'rejected' },
    'permission: You cannot reject 1.4.0 for staging in acme/widgets; approvers: rosa, olga.',
  ],
  [
    'rejects the run that waits',
    facts([atStaging]),
    { ...wish(), verdict: 'rejected' },
    'rejected staging of 4',
  ],
  [
    'refuses during a freeze',
    facts([atStaging], {
      config: config('freeze: [{from: 2026-03-01T00:00:00Z, to: 2026-03-02T00:00:00Z}]'),
    }),
    wish(),
    'refused: Releases are frozen until 2026-03-02T00:00:00Z.',
  ],
])('%s', (_, given, options, expected) => {
  expect(stepsOf(given, options)).toBe(expected)
})

test('shows the versions, pull requests and image that would be deployed', () => {
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

test('lists all pull requests for a first deployment: 20 on the line, all in --json', () => {
  const shipped = (numbers: number) => {
    const body = Array.from({ length: numbers }, (_, index) => `* Change (#${index + 20}) @dev\n`).join('')
    const releases = [...facts([]).releases, draftOf('1.3.9', { draft: false, body })]
    const { result, checks } = planApproval([facts([atStaging], { releases })], wish(), null)
    return [result.approvals[0]?.prs.length, checks?.[0]?.finding.split(', ')[1]]
  }
  expect(shipped(1)).toEqual([7, '#1 #2 #3 #10 #11 #12 #20'])
  expect(shipped(30)).toEqual([36, expect.stringMatching(/^16 more and (#\d+ ){19}#49$/)])
})

test('lists pull requests that the notes leave out, and versions without a release', () => {
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
  const withoutNotes = 'the changes of 1.3.0 (no release notes)'
  expect(shipped('1.2.0')).toEqual([[5, 7, 40], `1.2.0 → 1.4.0, #5 #7 #40, ${withoutNotes}`])
  expect(shipped('1.3.0')).toEqual([[5, 7, 40], '1.3.0 → 1.4.0, #5 #7 #40'])
})

test('approves in several repositories at once, and later only the agreed versions', () => {
  const gadgets = facts([releaseRun('1.3.0', { gates: [gate('staging')] })], { repository: 'acme/gadgets' })
  const all = planApproval([facts([atStaging]), gadgets], wish('staging', 'production'), null)
  expect(all.steps.map(({ repository }) => repository).toSorted()).toEqual(['acme/gadgets', 'acme/widgets'])
  expect(all.question).toBe(
    'Approve the deployments to staging, then production in acme/widgets, acme/gadgets?',
  )
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
  ['dev', ['rosa', 'olga'], 'Ask rosa or olga to run `rel release approve staging`.'],
  [
    'rosa',
    ['Rosa', 'olga'],
    'You are an approver, but GitHub does not let you: an environment can prevent whoever started a run from approving it. Ask olga to run `rel release approve staging`.',
  ],
  [
    'dev',
    ['team:qa', 'role:admin'],
    'Ask the team qa or anyone with the role admin to run `rel release approve staging`.',
  ],
  ['dev', [], 'Add a reviewer to the environment.'],
])('tells %s whom to ask if the approvers are %j', (login, approvers, hint) => {
  const run = releaseRun('1.4.0', { gates: [{ ...gate('staging', false), approvers }] })
  const viewer = { login, role: 'write', teams: [] }
  expect(planApproval([facts([run], { viewer })], wish(), null).refusal).toMatchObject({
    code: 'permission',
    hint,
  })
})

test('refuses an environment without a gate', () => {
  expect(() => planApproval([facts([])], wish('qa1'), null)).toThrow(
    'qa1 has no approval gate in acme/widgets.',
  )
})
