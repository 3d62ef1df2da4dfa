import { expect, test } from 'vitest'
import {
  planHotfix,
  planHotfixRelease,
  type HotfixReleaseFacts,
  type HotfixRunFacts,
} from '../../../src/domain/ci/hotfix.js'
import { planCiReintegrate, type CiReintegrationFacts } from '../../../src/domain/ci/reintegrate.js'
import type { ReintegrationFacts } from '../../../src/domain/reintegrate/facts.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { push, service, usual } from '../../support/ci-hotfix.js'
import { config } from '../../support/facts.js'
import { merged, oidOf, squashed } from '../../support/release.js'

test.each<[string, Partial<HotfixRunFacts>, string, string]>([
  ['a commit beyond the tag', {}, 'builds', 'becomes 1.4.1, if it passes its tests'],
  ['making the line', { at: ['1.4.0'] }, '', '1.4.0 has'],
  ['a line that was put back', { within: ['1.4.1'] }, '', '1.4.1 has'],
  ['an attempt that was cut off', { at: ['1.4.1'] }, 'builds', 'is 1.4.1: what is missing of it is done'],
  ['a branch that is no line', { line: null }, '', 'is the line of no version'],
  ['a line without its tag', { line: { ...usual.line!, start: null } }, 'refused', 'There is no tag 1.4.0'],
  ['main in the line', { fromMain: [oidOf('main')] }, 'refused', 'release/1.4.0 has 1 commit from main'],
])('%s', (_name, given, outcome, why) => {
  const { result, refusal, steps } = planHotfix({ ...usual, ...given }, push)
  expect(refusal ? 'refused' : result.outputs['commit'] === push.commit ? 'builds' : '').toBe(outcome)
  expect(refusal?.message ?? result.why[0]).toContain(why)
  expect(steps).toEqual([])
})

const spoiler = { pullRequest: 46, commit: oidOf('squash'), fromMain: [oidOf('main')], before: null }
const releasing: HotfixReleaseFacts = {
  ...usual,
  repository: 'acme/widgets',
  config: config(''),
  page: 'https://github.example/acme/widgets',
  released: ['1.4.0'],
  tag: null,
  production: '1.4.0',
  changes: squashed(merged(7, { base: 'release/1.4.0', title: 'Stop the leak' })),
  previous: '1.4.0',
}
const made: Partial<HotfixReleaseFacts> = { at: ['1.4.1'], tag: '1.4.1', released: ['1.4.1'] }
/** What is released, where it waits, and whether it is finished without. */
const shortOf = (given: Partial<HotfixReleaseFacts>) => {
  const { steps, result, refusal } = planHotfixRelease({ ...releasing, ...given }, push)
  const { version, production, final } = result.outputs
  return [steps.map(({ kind }) => kind).join(), refusal?.code ?? version, production, final].join(' ')
}

test.each<[string, Partial<HotfixReleaseFacts>, string]>([
  ['the next patch waits for production', {}, 'create-release 1.4.1 production false'],
  ['run again, it is found', made, ' 1.4.1 production false'],
  [
    'a tag without a release gets one',
    { at: ['1.4.1'], tag: 'v1.4.1' },
    'create-release 1.4.1 production false',
  ],
  ['nothing is in production yet', { production: null }, 'create-release 1.4.1 production false'],
  ['production runs something newer', { production: '1.5.0' }, 'create-release 1.4.1  true'],
  ['production runs that very version', { ...made, production: '1.4.1' }, ' 1.4.1  true'],
  ['production runs a later patch of the line', { ...made, production: '1.4.2' }, ' 1.4.1  true'],
  [
    'approvers have let it in',
    { ...made, config: config('gates: dispatch'), production: '1.4.1' },
    ' 1.4.1  true',
  ],
  ['there is no production', { config: config('environments: [dev]') }, 'create-release 1.4.1  true'],
  ['approvers start the deployment', { config: config('gates: dispatch') }, 'create-release 1.4.1  false'],
  [
    'of an older line nobody will',
    { config: config('gates: dispatch'), production: '1.5.0' },
    'create-release 1.4.1  true',
  ],
  ['a later version has it by now', { within: ['1.4.2'] }, '   false'],
  ['main in the line', { fromMain: [oidOf('main')] }, ' refused  '],
  ['main in the line, squashed', { squashed: spoiler }, ' refused  '],
])('%s', (_name, given, words) => expect(shortOf(given)).toBe(words))

test('of a version that production runs, nobody is told to wait', () => {
  const { summary } = planHotfixRelease({ ...releasing, ...made, production: '1.4.1' }, push)
  expect(summary).toMatch(/production runs 1\.4\.1 already: nothing waits at its gate\.$/)
})

test('the release says what the hotfix is, and carries the tag that the team writes', () => {
  const prefixed = config('versions: {prefix: v}')
  const [step] = planHotfixRelease(
    {
      ...releasing,
      config: prefixed,
      line: { ...usual.line!, service: servicesOf(prefixed)[0]! },
      previous: 'v1.4.0',
    },
    push,
  ).steps
  expect(step).toMatchObject({ kind: 'create-release', tag: 'v1.4.1', commit: push.commit })
  expect(step).toMatchObject({ body: expect.stringContaining('* Stop the leak (#7) @dev') })
  expect(step).toMatchObject({ body: expect.stringContaining('/compare/v1.4.0...v1.4.1') })
})

test('a release that came between the look at the tags and the look at the releases is somebody else’s (L2)', () => {
  const { steps } = planHotfixRelease({ ...releasing, released: ['1.4.1'] }, push)
  expect(steps).toMatchObject([{ kind: 'create-release', tag: '1.4.1', commit: push.commit }])
})

const bringing: ReintegrationFacts = {
  repository: 'acme/widgets',
  defaultBranch: 'main',
  service: service!,
  version: '1.4.1',
  branch: 'reintegrate/1.4.1',
  line: 'release/1.4.0',
  commits: [{ version: '1.4.1', commit: oidOf('fix'), subject: 'Fix', on: 'missing' }],
  proposal: { method: 'merge', head: oidOf('merge'), conflicts: [] },
  pushed: null,
  staleBranch: null,
  open: null,
  otherPullRequests: [],
  checksNeverStarted: false,
  byActions: true,
}
test.each<[string, Partial<CiReintegrationFacts>, string, string]>([
  [
    'by Actions',
    {},
    'push-commit,open-pull-request',
    'Where GitHub does not let this run: rel hotfix reintegrate 1.4.1.',
  ],
  [
    'by a technical user',
    { strategy: 'token' },
    'push-commit,open-pull-request',
    'main lacks 1 commit of 1.4.1.',
  ],
  [
    'without the secret',
    { strategy: 'token', hasToken: false },
    '',
    'The secret REINTEGRATION_TOKEN is not there.',
  ],
  ['by a person', { strategy: 'manual' }, '', 'A person brings it back: rel hotfix reintegrate 1.4.1.'],
  [
    'nothing is missing',
    { reintegration: { ...bringing, proposal: null } },
    '',
    'main already has every commit of 1.4.1.',
  ],
  ['nothing was made', { reintegration: null }, '', 'There are no hotfixes yet.'],
])('a hotfix comes back %s', (_name, given, kinds, words) => {
  const facts: CiReintegrationFacts = {
    strategy: 'actions',
    hasToken: true,
    reintegration: bringing,
    ...given,
  }
  const { steps, result, refusal } = planCiReintegrate(facts)
  expect(steps.map(({ kind }) => kind).join()).toBe(kinds)
  expect([...result.why, refusal?.message]).toContain(words)
})

test('the text of its pull request says that checks do not start, where they do not', () => {
  const bodyOf = (byActions: boolean) =>
    planCiReintegrate({ strategy: 'token', hasToken: true, reintegration: { ...bringing, byActions } })
      .steps[1]
  expect(bodyOf(true)).toMatchObject({ body: expect.stringContaining('starts no checks') })
  expect(bodyOf(false)).toMatchObject({ body: expect.not.stringContaining('starts no checks') })
})
