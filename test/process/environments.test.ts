import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { labelsOf } from '../support/transcript.js'

let team: Team
beforeAll(async () => {
  team = await openTeam({ old: 'old' })
})
afterAll(() => team?.stop())

const start = (workflow: string, inputs: object = {}) =>
  team.api('dev', 'POST', `/actions/workflows/${workflow}/dispatches`, { ref: 'main', inputs })
const pullOf = async (branch: string) =>
  (await team.api('dev', 'GET', `/pulls?state=open&head=acme:${branch}`))[0]

test('builds a pull request that is older than the pack in the run of its label', async () => {
  const { number, head } = await pullOf('old')
  await team.label(number, 'deploy')
  await team.idle()
  expect(await team.jobs(`head_sha=${head.sha}`)).toEqual([
    'Environments / deploy preview/old / deploy: success',
    'Environments / late-build / build: success',
    'Environments / late-build / test: success',
    'Environments / plan: success',
    'Environments / undeploy ${{ matrix.environment }}: skipped',
  ])
  expect(await team.answers('preview/old')).toMatchObject({ commit: head.sha })
})

test('takes down unused environments in the sweep, and keeps requested ones', async () => {
  const deployment = await team.api('olga', 'POST', '/deployments', {
    ref: 'main',
    environment: 'preview/zombie',
    required_contexts: [],
    auto_merge: false,
  })
  await team.api('olga', 'POST', `/deployments/${deployment.id}/statuses`, { state: 'success' })
  await start('sweep.yml')
  await team.idle()
  expect(await team.answers('preview/zombie')).toBeNull()
  const [status] = await team.api('dev', 'GET', `/deployments/${deployment.id}/statuses`)
  expect(status).toMatchObject({ state: 'inactive', description: 'rel undeployed it' })
  expect(await team.answers('preview/old')).toMatchObject({ environment: 'preview/old' })
})

test('deploys requested environments in a dispatched run, and takes them down when the pull request closes', async () => {
  const { number, head } = await pullOf('old')
  await start('environments.yml', { pr: String(number) })
  await team.idle()
  expect(await team.answers('preview/old')).toMatchObject({ commit: head.sha })
  await team.api('dev', 'PATCH', `/pulls/${number}`, { state: 'closed' })
  await team.idle()
  expect(await team.answers('preview/old')).toBeNull()
})

test('warns the holder of a slot about its time limit, then passes the slot on to the next in the queue', async () => {
  await team.commit('limits', { '.github/rel.yml': 'qa: {ttl: 4h}\n' })
  await team.merge(await team.open('limits'))
  await team.commit('holder', { 'holder.txt': 'a' })
  const holder = await team.open('holder', ['deploy/qa4'])
  const commit = await team.commit('waiting', { 'waiting.txt': 'a' })
  await team.api('olga', 'POST', '/labels', { name: 'queue/qa4', color: 'fbca04' })
  const waiting = await team.open('waiting', ['queue/qa4'])
  await team.idle()
  const sweepAfter = async (advance: string) => {
    await team.sandbox.control('POST', 'clock', { advance })
    await start('sweep.yml')
    await team.idle()
  }
  const commentsOf = async (number: number): Promise<readonly string[]> =>
    (await team.api('dev', 'GET', `/issues/${number}/comments`)).map(
      (comment: { body: string }) => comment.body,
    )
  await sweepAfter('210m')
  expect(await commentsOf(holder)).toEqual([
    expect.stringMatching(
      /^This pull request has held qa4 since .*; the limit is 4h\. The slot will be released at /,
    ),
  ])
  expect(await team.answers('qa4')).not.toMatchObject({ commit })
  await sweepAfter('90m')
  expect(await commentsOf(holder)).toHaveLength(1)
  expect(await labelsOf(team.sandbox, holder)).toEqual([])
  expect(await labelsOf(team.sandbox, waiting)).toEqual(['deploy/qa4'])
  expect(await team.answers('qa4')).toMatchObject({ commit, environment: 'qa4' })
})
