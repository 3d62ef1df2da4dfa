import { expect, test } from 'vitest'
import { planBuild, type BuildFacts } from '../../../src/domain/ci/build.js'
import { planDeploy, planUndeploy, type DeployFacts } from '../../../src/domain/ci/deploy.js'
import { planSweep } from '../../../src/domain/ci/sweep.js'
import type { Deployment, DeploymentState, History } from '../../../src/domain/model/deployment.js'
import { config, pullRequest } from '../../support/facts.js'

const head = 'a'.repeat(40)
const digest = `sha256:${'d'.repeat(64)}`
const rules = { config: config(''), defaultBranch: 'main', repository: 'acme/widgets' }
const wanting = pullRequest(7, { labels: ['deploy/qa1'] })

const deployment = (id: number, state: DeploymentState, description = ''): Deployment => ({
  id,
  environment: 'qa1',
  commit: head,
  createdAt: '2026-03-01T09:00:00Z',
  ref: null,
  creator: 'dev',
  state,
  page: null,
  statuses: [{ description, url: null, at: '2026-03-01T09:00:00Z' }],
})
const history = (...deployments: readonly Deployment[]): History => ({
  environment: 'qa1',
  deployments,
  more: null,
})

const options = { environment: 'qa1', commit: head, version: null, pr: 7, rollback: false }
const deploying: DeployFacts = {
  ...rules,
  pullRequest: wanting,
  history: history(deployment(5, 'in_progress'), deployment(4, 'success')),
  digest,
  lostHotfixes: [],
  own: deployment(5, 'in_progress'),
  dev: null,
  now: '2026-03-01T10:00:00Z',
  overridden: [],
}

test('records pull request, commit and image of a deployment', () => {
  const { steps, result } = planDeploy(deploying, options)
  expect(steps).toMatchObject([
    { deployment: 5, state: 'in_progress', description: `rel pr 7 ${head} ${digest}` },
  ])
  expect(steps[0]).toSatisfy(({ description }) => description.length <= 140)
  expect(result.outputs).toEqual({ image: 'ghcr.io/acme/widgets', digest, first: 'false' })
})
test('reports the first deployment of an empty environment', () => {
  for (const seen of [history(), history(deployment(4, 'inactive'), deployment(3, 'success'))])
    expect(planDeploy({ ...deploying, history: seen }, options).result.outputs['first']).toBe('true')
})
test.each<[string, Partial<DeployFacts>, string]>([
  ['closed in the meantime', { pullRequest: { ...wanting, state: 'closed' } }, '#7 is closed'],
  ['unlabelled in the meantime', { pullRequest: { ...wanting, labels: [] } }, 'no longer requests qa1'],
  ['updated in the meantime', { pullRequest: { ...wanting, sha: 'b'.repeat(40) } }, 'is now at bbbbbbb'],
  ['without an image', { digest: null }, 'no image of aaaaaaa'],
  ['superseded on dev', { dev: { commit: 'b'.repeat(40), contains: true } }, 'already runs bbbbbbb'],
])('refuses a deployment that is %s', (_name, given, message) => {
  const { steps, refusal } = planDeploy({ ...deploying, ...given }, options)
  expect([steps, refusal?.message]).toEqual([[], expect.stringContaining(message)])
})

test('keeps an environment that another pull request requests, and marks its deployments as inactive once it is taken down', () => {
  const seen = {
    ...rules,
    open: [wanting],
    history: history(deployment(5, 'failure'), deployment(4, 'inactive')),
  }
  expect(planUndeploy(seen, 'qa1', false).result.outputs).toEqual({ undeploy: 'false' })
  expect(planUndeploy({ ...seen, open: [] }, 'qa1', false).result.outputs).toEqual({ undeploy: 'true' })
  expect(planUndeploy({ ...seen, open: [] }, 'qa1', true).steps).toMatchObject([
    { deployment: 5, state: 'inactive' },
  ])
})

const [tree, tags] = ['e'.repeat(40), `sha-${head} tree-${'e'.repeat(40)}`]
const building: BuildFacts = {
  config: rules.config,
  commit: head,
  tree,
  image: 'i',
  digests: { commit: null, tree: digest },
  origin: null,
  branchWithMain: null,
}
test.each<[string, Partial<BuildFacts>, { push: boolean; reuse: boolean }, string, string, string]>([
  ['a pull request', {}, { push: true, reuse: false }, '', tags, ''],
  ['a fork', {}, { push: false, reuse: false }, '', '', ''],
  ['main', {}, { push: true, reuse: true }, digest, tags, `sha-${head}`],
  [
    'main with an image of the commit',
    { digests: { commit: digest, tree: 'sha256:later' } },
    { push: true, reuse: true },
    digest,
    tags,
    '',
  ],
  [
    'a pull request of a commit for which main reused an image',
    { digests: { commit: digest, tree: 'sha256:later' } },
    { push: true, reuse: false },
    digest,
    tags,
    '',
  ],
  ['main with reuse: never', { config: config('reuse: never') }, { push: true, reuse: true }, '', tags, ''],
])('decides which image to build or reuse: %s', (_name, given, how, found, wanted, tag) => {
  expect(planBuild({ ...building, ...given }, how).result.outputs).toEqual({
    image: 'i',
    digest: found,
    tags: wanted,
    tag,
  })
})

test('does not build a pull request that would merge commits of main into a line (L3)', () => {
  const mixed = { head: 'fix', branch: 'release/1.4.0', defaultBranch: 'main', fromMain: [head] }
  const planWith = (given: Partial<BuildFacts>) =>
    planBuild({ ...building, ...given }, { push: true, reuse: true })
  expect(planWith({ branchWithMain: mixed })).toMatchObject({
    steps: [],
    result: { outputs: {} },
    refusal: {
      code: 'refused',
      message: `fix has 1 commit from main (${head.slice(0, 7)}), which cannot be merged into release/1.4.0.`,
      hint: 'Start the branch at release/1.4.0, or cherry-pick the fix: `rel hotfix start NAME --pick PR`.',
    },
  })
  expect(planWith({ branchWithMain: { ...mixed, more: true } }).refusal?.message).toContain(
    'at least 1 commit from main',
  )
  expect(planWith({ branchWithMain: { ...mixed, fromMain: [] } }).refusal).toBeUndefined()
})

const page = 'https://github.com/acme/widgets/actions/runs/1/job/2'
test.each<[string, Partial<BuildFacts>, string]>([
  ['built by a pull request', { origin: { pullRequest: 7, page } }, `#7 built an image of the same files as`],
  ['built by a pull request whose run is gone', { origin: { pullRequest: 7, page: null } }, '#7 built'],
  ['built by an unknown pull request', {}, 'i has an image of the same files'],
  ['built for the same commit', { digests: { commit: digest, tree: digest } }, 'i already has the image of'],
  ['not built yet', { digests: { commit: null, tree: null } }, 'and pushing it to i'],
])('gives the reason to build or reuse an image on main: %s', (_name, given, words) => {
  const [why] = planBuild({ ...building, ...given }, { push: true, reuse: true }).result.why
  expect(why).toContain(words)
  expect(why?.includes(page)).toBe(given.origin?.page === page)
})

test.each<[string, History, readonly (typeof wanting)[], string, number]>([
  ['not requested', history(deployment(5, 'success')), [], 'qa1', 0],
  ['not requested, and failed', history(deployment(5, 'failure')), [], 'qa1', 0],
  ['not requested, and already taken down', history(deployment(5, 'inactive')), [], '', 0],
  ['not requested, with a deployment in progress', history(deployment(5, 'in_progress')), [], '', 0],
  [
    'running the requested commit',
    history(deployment(5, 'success', `rel pr 7 ${head} ${digest}`)),
    [wanting],
    '',
    0,
  ],
  ['requested, and never deployed', history(), [wanting], '', 1],
  ['requested, and taken down', history(deployment(5, 'inactive')), [wanting], '', 1],
  ['requested, and failed, which is left to a person', history(deployment(5, 'failure')), [wanting], '', 0],
  [
    'running an older commit',
    history(deployment(5, 'success', `rel pr 7 ${'b'.repeat(40)} ${digest}`)),
    [wanting],
    '',
    1,
  ],
  [
    'running another pull request with the same label',
    history(deployment(5, 'success', `rel pr 7 ${head} ${digest}`)),
    [wanting, pullRequest(9, { sha: 'c'.repeat(40), labels: ['deploy/qa1'] })],
    '',
    0,
  ],
])('sweeps an environment that is %s', (_name, seen, open, down, dispatched) => {
  const { steps, result } = planSweep({
    ...rules,
    open,
    slots: [],
    queues: [],
    now: '2026-03-01T10:00:00Z',
    histories: [seen],
  })
  const list: readonly { environment: string }[] = JSON.parse(result.outputs['undeploy'] ?? '')
  expect([list.map(({ environment }) => environment).join(), steps.length]).toEqual([down, dispatched])
})
