import { expect, test } from 'vitest'
import { planBuild, type BuildFacts } from '../../../src/domain/ci/build.js'
import { planDeploy, planUndeploy, type DeployFacts } from '../../../src/domain/ci/deploy.js'
import { planSweep } from '../../../src/domain/ci/sweep.js'
import type { Deployment, DeploymentState, History } from '../../../src/domain/model/deployment.js'
import { config, pullRequest } from '../../support/facts.js'

const head = 'a'.repeat(40)
const digest = `sha256:${'d'.repeat(64)}`
const ground = { config: config(''), defaultBranch: 'main', repository: 'acme/widgets' }
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

const wish = { environment: 'qa1', commit: head, version: null, pr: 7, rollback: false }
const deploying: DeployFacts = {
  ...ground,
  pullRequest: wanting,
  history: history(deployment(5, 'in_progress'), deployment(4, 'success')),
  digest,
  gone: [],
  own: deployment(5, 'in_progress'),
  dev: null,
  now: '2026-03-01T10:00:00Z',
  forced: [],
}

test('a deployment records what it carries', () => {
  const { steps, result } = planDeploy(deploying, wish)
  expect(steps).toMatchObject([
    { deployment: 5, state: 'in_progress', description: `rel pr 7 ${head} ${digest}` },
  ])
  expect(steps[0]).toSatisfy(({ description }) => description.length <= 140)
  expect(result.outputs).toEqual({ image: 'ghcr.io/acme/widgets', digest, first: 'false' })
})
test('where nothing runs, it is the first', () => {
  for (const seen of [history(), history(deployment(4, 'inactive'), deployment(3, 'success'))])
    expect(planDeploy({ ...deploying, history: seen }, wish).result.outputs['first']).toBe('true')
})
test.each<[string, Partial<DeployFacts>, string]>([
  ['closed meanwhile', { pullRequest: { ...wanting, state: 'closed' } }, '#7 is closed'],
  ['unlabelled meanwhile', { pullRequest: { ...wanting, labels: [] } }, 'does not want qa1'],
  ['pushed meanwhile', { pullRequest: { ...wanting, sha: 'b'.repeat(40) } }, 'is at bbbbbbb'],
  ['without an image', { digest: null }, 'no image of aaaaaaa'],
  ['overtaken on dev', { dev: { commit: 'b'.repeat(40), contains: true } }, 'runs bbbbbbb already'],
])('%s, it is refused', (_name, given, message) => {
  const { steps, refusal } = planDeploy({ ...deploying, ...given }, wish)
  expect([steps, refusal?.message]).toEqual([[], expect.stringContaining(message)])
})

test('an environment that another wants stays; after it was taken down every record says so', () => {
  const seen = {
    ...ground,
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
  config: ground.config,
  commit: head,
  tree,
  image: 'i',
  digests: { commit: null, tree: digest },
  origin: null,
  mixed: null,
}
test.each<[string, Partial<BuildFacts>, { push: boolean; reuse: boolean }, string, string, string]>([
  ['a pull request', {}, { push: true, reuse: false }, '', tags, ''],
  ['a fork', {}, { push: false, reuse: false }, '', '', ''],
  ['main', {}, { push: true, reuse: true }, digest, tags, `sha-${head}`],
  [
    'main, whose commit has its image',
    { digests: { commit: digest, tree: 'sha256:later' } },
    { push: true, reuse: true },
    digest,
    tags,
    '',
  ],
  [
    'a pull request of the commit that main took an image for',
    { digests: { commit: digest, tree: 'sha256:later' } },
    { push: true, reuse: false },
    digest,
    tags,
    '',
  ],
  ['main with reuse: never', { config: config('reuse: never') }, { push: true, reuse: true }, '', tags, ''],
])('%s: which image', (_name, given, how, found, wanted, tag) => {
  expect(planBuild({ ...building, ...given }, how).result.outputs).toEqual({
    image: 'i',
    digest: found,
    tags: wanted,
    tag,
  })
})

test('a pull request that would bring commits of main into a line is not built (L3)', () => {
  const mixed = { head: 'fix', branch: 'release/1.4.0', defaultBranch: 'main', fromMain: [head] }
  const told = (given: Partial<BuildFacts>) =>
    planBuild({ ...building, ...given }, { push: true, reuse: true })
  expect(told({ mixed })).toMatchObject({
    steps: [],
    result: { outputs: {} },
    refusal: {
      code: 'refused',
      message: `fix has 1 commit from main (${head.slice(0, 7)}), which cannot be merged into release/1.4.0.`,
      hint: 'Start the branch at release/1.4.0, or cherry-pick the fix: `rel hotfix start NAME --pick PR`.',
    },
  })
  expect(told({ mixed: { ...mixed, more: true } }).refusal?.message).toContain('at least 1 commit from main')
  expect(told({ mixed: { ...mixed, fromMain: [] } }).refusal).toBeUndefined()
})

const page = 'https://github.com/acme/widgets/actions/runs/1/job/2'
test.each<[string, Partial<BuildFacts>, string]>([
  [
    'a pull request built it',
    { origin: { pullRequest: 7, page } },
    `#7 built the image of the same files as`,
  ],
  ['a pull request built it, and its run is gone', { origin: { pullRequest: 7, page: null } }, '#7 built'],
  ['nobody knows who did', {}, 'i has an image of the same files'],
  ['this very commit was built before', { digests: { commit: digest, tree: digest } }, 'i has the image of'],
  ['nothing is there', { digests: { commit: null, tree: null } }, 'is built and pushed to i'],
])('why main builds nothing, or builds: %s', (_name, given, words) => {
  const [why] = planBuild({ ...building, ...given }, { push: true, reuse: true }).result.why
  expect(why).toContain(words)
  expect(why?.includes(page)).toBe(given.origin?.page === page)
})

test.each<[string, History, readonly (typeof wanting)[], string, number]>([
  ['nobody wants it', history(deployment(5, 'success')), [], 'qa1', 0],
  ['nobody wants it, and it failed half-way', history(deployment(5, 'failure')), [], 'qa1', 0],
  ['nobody wants it, and it is gone', history(deployment(5, 'inactive')), [], '', 0],
  ['nobody wants it, and a deployment is under way', history(deployment(5, 'in_progress')), [], '', 0],
  [
    'it runs what is wanted',
    history(deployment(5, 'success', `rel pr 7 ${head} ${digest}`)),
    [wanting],
    '',
    0,
  ],
  ['it is wanted and missing', history(), [wanting], '', 1],
  ['it is wanted and was taken down', history(deployment(5, 'inactive')), [wanting], '', 1],
  ['it is wanted and failed: a person looks', history(deployment(5, 'failure')), [wanting], '', 0],
  [
    'it runs an older commit',
    history(deployment(5, 'success', `rel pr 7 ${'b'.repeat(40)} ${digest}`)),
    [wanting],
    '',
    1,
  ],
  [
    'a rival runs there',
    history(deployment(5, 'success', `rel pr 7 ${head} ${digest}`)),
    [wanting, pullRequest(9, { sha: 'c'.repeat(40), labels: ['deploy/qa1'] })],
    '',
    0,
  ],
])('sweep: %s', (_name, seen, open, down, dispatched) => {
  const { steps, result } = planSweep({
    ...ground,
    open,
    slots: [],
    queues: [],
    now: '2026-03-01T10:00:00Z',
    histories: [seen],
  })
  const list: readonly { environment: string }[] = JSON.parse(result.outputs['undeploy'] ?? '')
  expect([list.map(({ environment }) => environment).join(), steps.length]).toEqual([down, dispatched])
})
