import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/sandbox/request.js'
import { addLabels } from '../../src/sandbox/rules/pulls/labels.js'
import { openProcess, type Process } from './graphql-process.js'

/** The results and costs of rel's documents for an organization with releases and deployments. */
let p: Process
beforeAll(async () => {
  p = await openProcess()
  await p.acme.commit(p.widgets, 'mine', { 'm.txt': 'm\n' }, 'mine work')
  const pull = await p.acme.openPull(p.widgets, 'mine', 'Mine')
  addLabels(p.acme.request('dev', p.widgets), pull, ['deploy/qa1'], {
    create: true,
  })
  await send('status-one') // only the first query of a pull request starts the test merge
}, 60_000)
afterAll(() => p.acme.close())

/** Runs a document of rel and counts the processes that it starts. */
async function send(name: string, who: string | Actor = 'rosa') {
  let processes = 0
  const count = (): void => void (processes += 1)
  const query = readFileSync(new URL(`./documents/${name}.graphql`, import.meta.url), 'utf8')
    .replaceAll('1'.repeat(40), p.first)
    .replaceAll('2'.repeat(40), p.head)
    .replaceAll('name: "a"', 'name: "svc0"')
    .replaceAll('name: "b"', 'name: "svc1"')
  const variables = { owner: 'acme', name: 'widgets', org: 'acme', head: 'mine', label: 'deploy/qa1' }
  subscribe('child_process', count)
  const more = { oid: p.head, tag: 'refs/tags/v1.0.0' }
  const { data, errors } = await p.acme.ask(who, query, { ...variables, ...more })
  unsubscribe('child_process', count)
  return { data, errors, processes }
}

/** Cost and processes may grow with the number of repositories, but not with their contents. */
test.each([
  ['status-one', { cost: 5, nodeCount: 4340 }, 4],
  ['status-25', { cost: 20, nodeCount: 21_875 }, 50],
  ['org-list', { cost: 1, nodeCount: 5100 }, 52],
  ['draft-batch', { cost: 2, nodeCount: 2100 }, 4],
  ['draft-compare', { cost: 2, nodeCount: 2200 }, 6],
  ['draft-history', { cost: 3, nodeCount: 2400 }, 4],
])('%s has the expected cost and few processes', async (name, price, maximum) => {
  const { data, errors, processes } = await send(name)
  expect(errors).toBeUndefined()
  expect(data.rateLimit).toMatchObject(price)
  expect(processes).toBeLessThanOrEqual(maximum)
})

test.each([
  ['behind-25', 100],
  ['gates', 3],
  ['preview-state', 4],
  ['draft-state', 3],
  ['sync-read', 10],
])('%s starts few processes', async (name, maximum) => {
  const { errors, processes } = await send(name)
  expect(errors).toBeUndefined()
  expect(processes).toBeLessThanOrEqual(maximum)
})

describe('status-one', () => {
  test('deployments: newest first, with their statuses', async () => {
    const { repository } = (await send('status-one')).data
    expect(repository.environments.nodes.map(({ name }: { name: string }) => name)).toEqual([
      'dev',
      'production',
      'qa1',
      'staging',
    ])
    expect(repository.dev).toMatchObject({
      totalCount: 2,
      nodes: [
        {
          databaseId: p.newer,
          state: 'ACTIVE',
          commitOid: p.head,
          task: 'deploy',
          payload: '{"pull":7}',
          creator: { login: 'dev' },
          ref: { name: 'main', prefix: 'refs/heads/' },
          latestStatus: { state: 'SUCCESS', environmentUrl: 'http://dev.test', logUrl: null },
          statuses: { nodes: [{ state: 'SUCCESS' }, { state: 'IN_PROGRESS' }] },
        },
        {
          databaseId: p.older,
          state: 'INACTIVE',
          commitOid: p.first,
          ref: null,
          latestStatus: { state: 'INACTIVE', environmentUrl: null },
          statuses: {
            nodes: [
              { state: 'INACTIVE', description: '', environmentUrl: null },
              { state: 'SUCCESS', description: 'success', environmentUrl: 'http://dev.test' },
              { state: 'IN_PROGRESS' },
            ],
          },
        },
      ],
    })
    expect(repository.qa1.nodes).toMatchObject([{ databaseId: p.preview, state: 'DESTROYED' }])
    expect(repository.recent.totalCount).toBe(4)
    expect(repository.production.nodes).toEqual([])
  })

  test('gates: the protection of an environment, and the waiting run', async () => {
    const { repository } = (await send('status-one')).data
    const [production, staging] = repository.gates.nodes
    expect(production.protectionRules.nodes).toEqual([
      { type: 'WAIT_TIMER', timeout: 30, preventSelfReview: null, reviewers: { nodes: [] } },
      {
        type: 'REQUIRED_REVIEWERS',
        timeout: 0,
        preventSelfReview: false,
        reviewers: { nodes: [{ login: 'rosa' }] },
      },
    ])
    expect(staging.protectionRules.nodes[0].reviewers.nodes).toEqual([
      { login: 'rosa' },
      { slug: 'releasers' },
    ])
    const [waiting] = repository.staging.nodes
    expect(waiting).toMatchObject({ state: 'WAITING', creator: { login: 'github-actions' } })
    const [{ workflowRun }] = waiting.commit.checkSuites.nodes
    expect(workflowRun).toEqual({
      databaseId: p.run.id,
      url: `http://sandbox.test/acme/widgets/actions/runs/${p.run.id}`,
      event: 'push',
      pendingDeploymentRequests: {
        nodes: [
          {
            currentUserCanApprove: true,
            waitTimer: 0,
            waitTimerStartedAt: null,
            environment: { name: 'staging' },
          },
        ],
      },
    })
  })

  test('releases: drafts only with write access, and the latest one', async () => {
    const tags = async (who: string) =>
      (await send('status-one', who)).data.repository.releases.nodes.map(
        (release: {
          tagName: string
          isDraft: boolean
          isLatest: boolean
          tagCommit: { oid: string } | null
        }) => [release.tagName, release.isDraft, release.isLatest, release.tagCommit?.oid ?? null],
      )
    const published = [
      ['v1.1.0', false, true, p.head],
      ['v1.0.0', false, false, p.first],
    ]
    expect(await tags('rosa')).toEqual([['v1.2.0', true, false, null], ...published])
    expect(await tags('guest')).toEqual(published)
  })

  test('labelled pull requests', async () => {
    const { labelled } = (await send('status-one')).data.repository
    expect(labelled.nodes).toMatchObject([{ number: 1, headRefName: 'mine', author: { login: 'dev' } }])
  })
})

test('status-25: 25 repositories with their releases and deployments', async () => {
  const { data } = await send('status-25')
  for (let number = 0; number < 25; number += 1)
    expect(data[`r${number}`]).toMatchObject({
      nameWithOwner: `acme/svc${number}`,
      defaultBranchRef: { target: { oid: p.head } },
      releases: {
        nodes: [{ tagName: 'v1.0.0', isDraft: false, isLatest: true, tagCommit: { oid: p.first } }],
      },
      e0: { nodes: [{ state: 'ACTIVE', commitOid: p.head, statuses: { nodes: [{ state: 'SUCCESS' }] } }] },
      e1: { nodes: [] },
    })
})

test('a workflow token gets only fields that it may read', async () => {
  const { data, errors } = await send('gates', p.acme.workflow(p.widgets, { contents: 'read' }))
  expect(errors?.[0]).toMatchObject({
    type: 'FORBIDDEN',
    path: ['repository', 'object', 'checkSuites'],
    message: 'Resource not accessible by integration',
  })
  expect(data.repository.object.checkSuites).toBeNull()
})
