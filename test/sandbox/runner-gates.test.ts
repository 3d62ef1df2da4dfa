import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gated, openGates } from './runner/gated.js'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
let gates: Awaited<ReturnType<typeof openGates>>
beforeAll(async () => {
  stage = await openStage()
  gates = await openGates(stage)
  await gates.environment('tags-only', {
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  })
})
afterAll(() => stage.stop())

rule('the run waits until rosa approves; the deployment gets its environment url', pages.review, async () => {
  const waiting = await stage.play('gate-yes', gated('staging'))
  expect(waiting.run.status).toBe('waiting')
  expect(waiting.jobs.map(({ name, status }) => `${name}: ${status}`)).toEqual([
    'build: completed',
    'deploy: waiting',
  ])
  expect((await gates.review('dev', waiting.run, 'approved')).status).toBe(422)
  expect((await gates.review('rosa', waiting.run, 'approved')).status).toBe(200)
  await stage.idle()
  const seen = await stage.see(waiting.run)
  expect([seen.run.conclusion, await seen.log('deploy')]).toEqual([
    'success',
    expect.stringContaining('deployed t1'),
  ])
  expect(await gates.deployments(seen.run.head_sha)).toMatchObject([
    { name: 'staging', ref: 'gate-yes', status: { state: 'success', environment_url: 'https://t1.example' } },
  ])
})

rule('a rejected job has failed', pages.review, async () => {
  const waiting = await stage.play('gate-no', gated('staging'))
  await gates.review('rosa', waiting.run, 'rejected')
  await stage.idle()
  const seen = await stage.see(waiting.run)
  expect([seen.run.conclusion, seen.conclusions]).toEqual([
    'failure',
    { build: 'success', deploy: 'failure' },
  ])
})

rule(
  'one approval covers all jobs that wait for the environment; a later job waits again',
  pages.review,
  async () => {
    const deploys = (id: string, more = '', run = `echo ${id}`): string =>
      `  ${id}:\n    runs-on: ubuntu-latest\n    environment: staging\n${more}    steps: [{run: '${run}'}]\n`
    // `two` ends after `one`, so that the older deployment becomes inactive.
    const file = join(stage.sandbox.home, 'one-is-over')
    const two = deploys('two', '', `until test -e "${file}"; do sleep 0.05; done`)
    const over = `  over:\n    needs: one\n    runs-on: ubuntu-latest\n    steps: [{run: touch "${file}"}]\n`
    const waiting = await stage.play(
      'gate-all',
      `on: push\njobs:\n${deploys('one')}${two}${deploys('later', '    needs: one\n')}${over}`,
    )
    const statuses = async () =>
      (await stage.see(waiting.run)).jobs
        .filter(({ name }) => name !== 'over')
        .map(({ name, status }) => `${name}: ${status}`)
    const before = { run: waiting.run.status, jobs: await statuses() }
    expect(before).toEqual({ run: 'waiting', jobs: ['one: waiting', 'two: waiting'] })
    expect((await gates.deployments(waiting.run.head_sha)).map(({ status }) => status.state)).toEqual([
      'waiting',
      'waiting',
    ])
    expect((await gates.review('rosa', waiting.run, 'approved')).body).toHaveLength(2)
    await stage.idle()
    expect(await statuses()).toEqual(['one: completed', 'two: completed', 'later: waiting'])
    expect((await gates.review('rosa', waiting.run, 'rejected')).body).toHaveLength(1)
    await stage.idle()
    const seen = await stage.see(waiting.run)
    expect([seen.run.conclusion, seen.conclusions]).toEqual([
      'failure',
      { one: 'success', two: 'success', later: 'failure', over: 'success' },
    ])
    expect((await gates.deployments(waiting.run.head_sha)).map(({ status }) => status.state)).toEqual([
      'failure',
      'success',
      'inactive',
    ])
  },
)

rule(
  'a job for a ref that the environment does not allow fails with GitHub’s message',
  `${pages.environments}#deployment-branches-and-tags`,
  async () => {
    const seen = await stage.play('gate-ref', gated('tags-only'))
    expect(seen.conclusions).toEqual({ build: 'success', deploy: 'failure' })
    expect(await seen.log('deploy')).toContain(
      'Branch "gate-ref" is not allowed to deploy to tags-only due to environment protection rules.',
    )
  },
)

rule(
  'a job with deployment: false creates no deployment',
  `${pages.syntax}#jobsjob_idenvironment`,
  async () => {
    const seen = await stage.play(
      'gate-silent',
      'on: push\njobs:\n  look:\n    runs-on: ubuntu-latest\n    environment: {name: quiet, deployment: false}\n    steps:\n      - run: echo looked\n',
    )
    expect(seen.run.conclusion).toBe('success')
    expect(await gates.deployments(seen.run.head_sha)).toEqual([])
  },
)

test('a run behind one that waits for a review is pending, and the sandbox is idle', async () => {
  const grouped = gated('staging').replace('jobs:', 'concurrency: line\njobs:')
  const first = await stage.play('line-1', grouped)
  const second = await stage.play('line-2', grouped)
  expect([first.run.status, second.run.status]).toEqual(['waiting', 'pending'])
  await gates.review('rosa', first.run, 'approved')
  await stage.idle()
  expect([(await stage.see(first.run)).run.conclusion, (await stage.see(second.run)).run.status]).toEqual([
    'success',
    'waiting',
  ])
})

test('cancels a run that waits for a review', async () => {
  const waiting = await stage.play('gate-cancel', gated('staging'))
  expect((await stage.api('dev', 'POST', `/actions/runs/${waiting.run.id}/cancel`)).status).toBe(202)
  await stage.idle()
  const seen = await stage.see(waiting.run)
  expect([seen.run.conclusion, seen.conclusions]).toEqual([
    'cancelled',
    { build: 'success', deploy: 'cancelled' },
  ])
})
