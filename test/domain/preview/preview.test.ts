import { expect, test } from 'vitest'
import { planPreviewDown, planPreviewUp, type PreviewFacts } from '../../../src/domain/preview/preview.js'
import { previewsOf } from '../../../src/domain/preview/list.js'
import { labelled, statusFacts } from '../../support/status.js'
import { branch, config, facts, pullRequest, stepTexts } from '../../support/facts.js'

const previewFacts = (given: Partial<PreviewFacts> = {}): PreviewFacts => ({
  ...facts(),
  labelExists: true,
  labelled: [],
  ...given,
})
const up = (given: Partial<PreviewFacts> = {}) => planPreviewUp(previewFacts(given), {})
const own = (given: Parameters<typeof pullRequest>[1]) => ({ candidates: [pullRequest(7, given)] })

test.each([
  { now: 'not labelled', given: {}, steps: ['add-label #7 deploy'] },
  { now: 'labelled', given: own({ labels: ['deploy'] }), steps: [] },
  {
    now: 'not labelled, without the label in the repository',
    given: { labelExists: false },
    steps: ['create-label deploy', 'add-label #7 deploy'],
  },
  {
    now: 'missing, its branch pushed',
    given: { candidates: [] },
    steps: ['open-pull-request feature/login deploy'],
  },
  {
    now: 'missing, its branch not pushed',
    given: { candidates: [], pushed: null },
    steps: ['push-commit feature/login', 'open-pull-request feature/login deploy'],
  },
  {
    now: 'missing, its branch behind',
    given: { candidates: [], pushed: 'b'.repeat(40) },
    steps: ['push-commit feature/login', 'open-pull-request feature/login deploy'],
  },
])('plans "preview up" for a pull request that is $now: $steps', ({ given, steps }) => {
  const plan = up(given)
  expect(stepTexts(plan.steps)).toEqual(steps)
  expect(plan.refusal).toBeUndefined()
})

test.each([
  { why: 'is closed', given: own({ state: 'closed' }), says: '#7 is closed' },
  { why: 'is merged', given: own({ state: 'merged' }), says: '#7 is merged' },
  { why: 'comes from a fork', given: { ...own({ fork: true }), branch: null }, says: '#7 comes from a fork' },
  {
    why: 'is a hotfix',
    given: own({ base: 'release/1.4.0' }),
    says: 'so it is a hotfix',
    hint: 'rel hotfix deploy --pr 7',
  },
  { why: 'goes elsewhere', given: own({ base: 'develop' }), says: 'pull requests into main' },
  {
    why: 'has the preview name of another branch',
    given: { ...own({ head: 'feature/login' }), labelled: [pullRequest(3, { head: 'feature-login' })] },
    says: 'used by #3 (dev): its branch feature-login has the same preview name as feature/login',
    hint: 'rel preview down --pr 3',
  },
  {
    why: 'would be opened with the preview name of another branch',
    given: { candidates: [], labelled: [pullRequest(3, { head: 'feature-login' })] },
    says: 'used by #3 (dev): its branch feature-login has the same preview name as feature/login',
  },
])('refuses a pull request that $why', ({ given, says, hint = '' }) => {
  const { steps, refusal } = up(given)
  expect(steps).toEqual([])
  expect(refusal?.message).toContain(says)
  expect(refusal?.hint).toContain(hint)
})

test.each([
  {
    what: 'the default branch',
    given: { candidates: [], branch: branch({ name: 'main' }) },
    says: 'main is the default branch',
  },
  {
    what: 'a branch without commits of its own',
    given: { candidates: [], branch: branch({ merged: true }) },
    says: 'has no commits ahead of main',
  },
  {
    what: 'the branch of a fork',
    given: { candidates: [], branch: branch({ forkOwner: 'guest' }) },
    says: 'is a branch of the fork of guest',
  },
  {
    what: 'an unknown pull request',
    given: { named: 4711, candidates: [], branch: null },
    says: 'acme/widgets has no pull request #4711',
  },
  {
    what: 'a repository without previews',
    given: { config: config('environments: [qa1, dev]') },
    says: 'has no preview environment',
  },
])('reports a usage error for $what', ({ given, says }) => {
  expect(() => up(given)).toThrow(says)
})

test('lets the user choose among several open pull requests of a branch', () => {
  const candidates = [pullRequest(7), pullRequest(9, { base: 'release/1.0.0' })]
  const asked = up({ candidates })
  expect(asked.choice?.options).toEqual([
    { value: 7, name: '#7 into main: Add the login page' },
    { value: 9, name: '#9 into release/1.0.0: Add the login page' },
  ])
  expect(stepTexts(planPreviewUp(previewFacts({ candidates }), { pullRequest: 7 }).steps)).toEqual([
    'add-label #7 deploy',
  ])
})

test('ignores a pull request of a fork whose branch has the same name', () => {
  const candidates = [pullRequest(3, { fork: true, headOwner: 'guest' })]
  expect(stepTexts(up({ candidates, pushed: null }).steps)).toEqual([
    'push-commit feature/login',
    'open-pull-request feature/login deploy',
  ])
})

test('warns about unpushed commits', () => {
  const { warnings } = up({ branch: branch({ commit: 'b'.repeat(40) }) })
  expect(warnings).toEqual([
    'GitHub deploys the head of #7, aaaaaaa; your local branch is at bbbbbbb. Push to deploy it.',
  ])
  expect(up().warnings).toEqual([])
})

test.each([
  { now: 'labelled', given: own({ labels: ['deploy', 'minor'] }), steps: ['remove-label #7 deploy'] },
  { now: 'not labelled', given: {}, steps: [] },
  {
    now: 'closed, with its label',
    given: own({ state: 'closed', labels: ['deploy'] }),
    steps: ['remove-label #7 deploy'],
  },
  { now: 'missing', given: { candidates: [] }, steps: [] },
])('plans "preview down" for a pull request that is $now: $steps', ({ given, steps }) => {
  expect(stepTexts(planPreviewDown(previewFacts(given), {}).steps)).toEqual(steps)
})

test('lists the pull requests of each preview, without forks and other base branches', () => {
  const labels = ['deploy']
  const all = [
    pullRequest(3, { head: 'b', labels }),
    pullRequest(5, { head: 'a/b', labels }),
    pullRequest(6, { head: 'a/b', labels }),
    pullRequest(7, { head: 'a/b', labels, base: 'release/1.4.0' }),
    pullRequest(8, { head: 'a/b', labels, fork: true }),
  ]
  expect(
    previewsOf(statusFacts({ labelled: all.map((pull) => labelled(pull)) })).map(({ environment, prs }) => [
      environment,
      prs.map(({ number }) => number),
    ]),
  ).toEqual([
    ['preview/a-b', [5, 6]],
    ['preview/b', [3]],
  ])
})
