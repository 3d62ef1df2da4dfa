import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeId } from '../../src/sandbox/node-id.js'
import { changesOf } from './graphql-changes.js'
import { openProcess, type Process } from './graphql-process.js'

/** Gates, deployments and releases over GraphQL. */
let p: Process
beforeAll(async () => {
  p = await openProcess()
}, 60_000)
afterAll(() => p.acme.close())

const change = (...args: Parameters<ReturnType<typeof changesOf>['change']>) =>
  changesOf(p.acme).change(...args)
const failure = (...args: Parameters<ReturnType<typeof changesOf>['failure']>) =>
  changesOf(p.acme).failure(...args)
const environmentId = (name: string): string =>
  nodeId('Environment', p.acme.world.store.get('environments', `${p.widgets.id}/${name}`)!.id)
const reviewInput = (run: number, name = 'staging') => ({
  workflowRunId: nodeId('WorkflowRun', run),
  environmentIds: [environmentId(name)],
  comment: 'seen',
})
const approve =
  'mutation($input:ApproveDeploymentsInput!) { approveDeployments(input:$input) { deployments { state } } }'

describe('approveDeployments and rejectDeployments', () => {
  test('refuse workflow tokens and users who are not reviewers', async () => {
    const robot = p.acme.workflow(p.widgets, { actions: 'write', deployments: 'write', checks: 'write' })
    const { data, errors } = await p.acme.ask(robot, approve, { input: reviewInput(p.run.id) })
    expect(data).toEqual({ approveDeployments: null })
    expect(errors).toEqual([
      expect.objectContaining({
        type: 'FORBIDDEN',
        path: ['approveDeployments'],
        message: 'Resource not accessible by integration',
      }),
    ])
    for (const login of ['dev', 'olga', 'guest'])
      expect(
        await failure('approveDeployments', 'ApproveDeployments', reviewInput(p.run.id), login),
      ).toMatchObject({
        type: 'UNPROCESSABLE',
        message: 'You may not review deployments to staging of this run.',
      })
    const { errors: unknown } = await p.acme.ask('stranger', approve, { input: reviewInput(p.run.id) })
    expect(unknown?.[0]).toMatchObject({ type: 'NOT_FOUND' })
  })

  test('a reviewer approves the job, and the run lists the review', async () => {
    const { deployments } = await change(
      'approveDeployments',
      'ApproveDeployments',
      reviewInput(p.run.id),
      'deployments { environment state latestStatus { state } }',
      'rosa',
    )
    expect(deployments).toEqual([
      { environment: 'staging', state: 'QUEUED', latestStatus: { state: 'QUEUED' } },
    ])
    const { data } = await p.acme.ask(
      'dev',
      `query($id:ID!) { node(id:$id) { ... on WorkflowRun { runNumber workflow { name state }
        pendingDeploymentRequests(first:5) { totalCount } deploymentReviews(first:5) { nodes { state comment user { login } environments(first:2) { nodes { name } } } }
        checkSuite { status conclusion checkRuns(first:5) { nodes { name status deployment { environment } } } } } } }`,
      { id: nodeId('WorkflowRun', p.run.id) },
    )
    expect(data.node).toEqual({
      runNumber: 1,
      workflow: { name: 'Deploy', state: 'ACTIVE' },
      pendingDeploymentRequests: { totalCount: 0 },
      deploymentReviews: {
        nodes: [
          {
            state: 'APPROVED',
            comment: 'seen',
            user: { login: 'rosa' },
            environments: { nodes: [{ name: 'staging' }] },
          },
        ],
      },
      checkSuite: {
        status: 'QUEUED',
        conclusion: null,
        checkRuns: { nodes: [{ name: 'deploy', status: 'QUEUED', deployment: { environment: 'staging' } }] },
      },
    })
    expect(
      await failure('approveDeployments', 'ApproveDeployments', reviewInput(p.run.id), 'rosa'),
    ).toMatchObject({
      message: 'There are no pending deployment requests for these environments.',
    })
  })

  test('a reviewer rejects a job', async () => {
    const { run, job } = await p.steps.run(p.widgets, 'production')
    const input = reviewInput(run.id, 'production')
    const { data } = await p.acme.ask(
      'rosa',
      `query($id:ID!) { node(id:$id) { ... on CheckRun { status pendingDeploymentRequest { waitTimer waitTimerStartedAt } } } }`,
      { id: nodeId('CheckRun', job.id) },
    )
    expect(data.node).toEqual({
      status: 'WAITING',
      pendingDeploymentRequest: {
        waitTimer: 30,
        waitTimerStartedAt: expect.stringMatching(/Z$/) as string,
      },
    })
    const { deployments } = await change(
      'rejectDeployments',
      'RejectDeployments',
      input,
      'deployments { state }',
      'rosa',
    )
    expect(deployments).toEqual([{ state: 'FAILURE' }])
    expect(p.acme.world.store.get('jobs', job.id)).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
    })
  })
})

test('createDeployment and createDeploymentStatus', async () => {
  const id = nodeId('Repository', p.widgets.id)
  const input = {
    repositoryId: id,
    refId: nodeId('Ref', `${p.widgets.id}:refs/heads/main`),
    autoMerge: false,
    requiredContexts: [],
    environment: 'qa3',
    payload: '{"pull":9}',
    description: 'by GraphQL',
  }
  expect(await failure('createDeployment', 'CreateDeployment', input, 'guest')).toMatchObject({
    type: 'FORBIDDEN',
    message: 'guest does not have the correct permissions to execute `CreateDeployment`',
  })
  const { deployment, autoMerged } = await change(
    'createDeployment',
    'CreateDeployment',
    input,
    'autoMerged deployment { id state payload }',
  )
  expect([autoMerged, deployment.state, deployment.payload]).toEqual([false, 'PENDING', '{"pull":9}'])
  const status = { deploymentId: deployment.id, state: 'SUCCESS', environmentUrl: 'http://qa3.test' }
  await change('createDeploymentStatus', 'CreateDeploymentStatus', status, 'deploymentStatus { id state }')
  const { data } = await p.acme.ask(
    'guest',
    `{ repository(owner:"acme",name:"widgets") { environment(name:"QA3") { name latestCompletedDeployment { id } } none: environment(name:"gone") { id }
       deployments(environments:["qa3"], last:1) { nodes { description latestStatus { environmentUrl deployment { id } } } } } }`,
  )
  expect(data.repository).toEqual({
    environment: { name: 'qa3', latestCompletedDeployment: { id: deployment.id } },
    none: null,
    deployments: {
      nodes: [
        {
          description: 'by GraphQL',
          latestStatus: { environmentUrl: 'http://qa3.test', deployment: { id: deployment.id } },
        },
      ],
    },
  })
})

test('protection rules with custom branch policies fail as on GitHub; other fields are returned', async () => {
  p.steps.environment(p.widgets, 'custom', { branchPolicy: { protected: false, custom: true } })
  const { data, errors } = await p.acme.ask(
    'dev',
    '{ repository(owner:"acme",name:"widgets") { environments(names:["custom","staging"], first:5) { nodes { name protectionRules(first:5) { totalCount } } } } }',
  )
  expect(errors).toHaveLength(1)
  expect(errors![0]!.message).toMatch(/^Something went wrong while executing your query\. Please include/)
  expect(data.repository.environments.nodes).toEqual([
    null,
    { name: 'staging', protectionRules: { totalCount: 1 } },
  ])
})

test('users with write access find a draft by tag and by id', async () => {
  const query = `{ repository(owner:"acme",name:"widgets") { release(tagName:"v1.2.0") { id isDraft url author { login } tag { name } releaseAssets(first:5) { totalCount } } latestRelease { tagName description tag { name } } } }`
  const { data } = await p.acme.ask('dev', query)
  const { release, latestRelease } = data.repository
  expect(release).toMatchObject({ isDraft: true, author: { login: 'rosa' }, tag: null })
  expect(release.url).toMatch(/\/acme\/widgets\/releases\/tag\/untagged-/)
  expect(latestRelease).toEqual({ tagName: 'v1.1.0', description: 'notes', tag: { name: 'v1.1.0' } })
  expect((await p.acme.ask('guest', query)).data.repository.release).toBeNull()
  const byId = 'query($id:ID!) { node(id:$id) { ... on Release { tagName } } }'
  expect((await p.acme.ask('dev', byId, release)).data.node).toEqual({ tagName: 'v1.2.0' })
  expect((await p.acme.ask('guest', byId, release)).errors).toMatchObject([{ type: 'NOT_FOUND' }])
})
