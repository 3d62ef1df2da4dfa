import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './runner/stage.js'
import { rel, type Json } from '../support/sandbox.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  const rosa = { type: 'User', id: (await stage.sandbox.api('dev', 'GET', '/users/rosa')).body.id }
  await environment('staging', { reviewers: [rosa] })
  await environment('tags-only', {
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  })
})
afterAll(() => stage.stop())

const environment = (name: string, wish: object) => stage.api('olga', 'PUT', `/environments/${name}`, wish)
const gated = (name: string, script = 'echo deployed'): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: {tag: "\${{ steps.s.outputs.tag }}"}
    steps:
      - id: s
        run: echo tag=t1 >> "$GITHUB_OUTPUT"
  deploy:
    needs: build
    runs-on: ubuntu-latest
    environment: {name: ${name}, url: "https://\${{ needs.build.outputs.tag }}.example"}
    steps:
      - run: ${script} \${{ needs.build.outputs.tag }}
`
const review = async (login: string, run: Json, state: string) => {
  const pending = `/actions/runs/${run.id}/pending_deployments`
  const environment_ids = (await stage.get(pending)).map((each: Json) => each.environment.id)
  return stage.api(login, 'POST', pending, { environment_ids, state, comment: 'so be it' })
}
const deployments = async (sha: string): Promise<readonly Json[]> => {
  const all: readonly Json[] = await stage.get(`/deployments?sha=${sha}`)
  return Promise.all(
    all.map(async ({ id, environment: name, ref }) => ({
      name,
      ref,
      status: (await stage.get(`/deployments/${id}/statuses`))[0],
    })),
  )
}

test('the run waits; rosa lets the job in; the deployment ends with its address', async () => {
  const waiting = await stage.play('gate-yes', gated('staging'))
  expect(waiting.run.status).toBe('waiting')
  expect(waiting.jobs.map(({ name, status }) => `${name}: ${status}`)).toEqual([
    'build: completed',
    'deploy: waiting',
  ])
  expect((await review('dev', waiting.run, 'approved')).status).toBe(422)
  expect((await review('rosa', waiting.run, 'approved')).status).toBe(200)
  await stage.idle()
  const seen = await stage.see(waiting.run)
  expect([seen.run.conclusion, await seen.log('deploy')]).toEqual([
    'success',
    expect.stringContaining('deployed t1'),
  ])
  expect(await deployments(seen.run.head_sha)).toMatchObject([
    { name: 'staging', ref: 'gate-yes', status: { state: 'success', environment_url: 'https://t1.example' } },
  ])
})

test('who is turned away has failed', async () => {
  const waiting = await stage.play('gate-no', gated('staging'))
  await review('rosa', waiting.run, 'rejected')
  await stage.idle()
  const seen = await stage.see(waiting.run)
  expect([seen.run.conclusion, seen.conclusions]).toEqual([
    'failure',
    { build: 'success', deploy: 'failure' },
  ])
})

test('a ref that may not deploy: the job fails with GitHub’s words', async () => {
  const seen = await stage.play('gate-ref', gated('tags-only'))
  expect(seen.conclusions).toEqual({ build: 'success', deploy: 'failure' })
  expect(await seen.log('deploy')).toContain(
    'Branch "gate-ref" is not allowed to deploy to tags-only due to environment protection rules.',
  )
})

test('an environment without a deployment leaves no record', async () => {
  const seen = await stage.play(
    'gate-silent',
    'on: push\njobs:\n  look:\n    runs-on: ubuntu-latest\n    environment: {name: quiet, deployment: false}\n    steps:\n      - run: echo looked\n',
  )
  expect(seen.run.conclusion).toBe('success')
  expect(await deployments(seen.run.head_sha)).toEqual([])
})

test('a run behind one that waits for a person waits too, and the sandbox is idle', async () => {
  const grouped = gated('staging').replace('jobs:', 'concurrency: line\njobs:')
  const first = await stage.play('line-1', grouped)
  const second = await stage.play('line-2', grouped)
  expect([first.run.status, second.run.status]).toEqual(['waiting', 'pending'])
  await review('rosa', first.run, 'approved')
  await stage.idle()
  expect([(await stage.see(first.run)).run.conclusion, (await stage.see(second.run)).run.status]).toEqual([
    'success',
    'waiting',
  ])
})

test('cancelling a run that waits', async () => {
  const waiting = await stage.play('gate-cancel', gated('staging'))
  expect((await stage.api('dev', 'POST', `/actions/runs/${waiting.run.id}/cancel`)).status).toBe(202)
  await stage.idle()
  const seen = await stage.see(waiting.run)
  expect([seen.run.conclusion, seen.conclusions]).toEqual([
    'cancelled',
    { build: 'success', deploy: 'cancelled' },
  ])
})

test('a job that ran when the sandbox ended has failed; failed jobs can be run again alone', async () => {
  const sha = await stage.push('cut', {
    '.github/workflows/play.yml': gated(
      'free',
      'if [ "$GITHUB_RUN_ATTEMPT" = 1 ]; then sleep 100; fi; echo again',
    ),
  })
  const run = await until(async () => {
    const [found] = await stage.runs(`head_sha=${sha}`)
    const jobs = found ? (await stage.see(found)).jobs : []
    return jobs.some(({ name, status }) => name === 'deploy' && status === 'in_progress') ? found : null
  })
  stage.sandbox.kill()
  await stage.sandbox.restart()
  await stage.idle()
  const cut = await stage.see(run)
  expect(cut.conclusions).toEqual({ build: 'success', deploy: 'failure' })
  expect(await cut.log('deploy')).toContain('The sandbox was stopped while this job was running.')
  expect((await stage.api('dev', 'POST', `/actions/runs/${run.id}/rerun-failed-jobs`)).status).toBe(201)
  await stage.idle()
  const again = await stage.see(run)
  expect([again.run.run_attempt, again.run.conclusion]).toEqual([2, 'success'])
  expect(again.jobs.map(({ name, run_attempt: attempt }) => `${name} ${attempt}`)).toEqual([
    'build 1',
    'deploy 2',
  ])
  expect(await again.log('deploy')).toContain('again t1')
})

test('a gate outlives a stop and a kill of the sandbox, with what the run has found out before', async () => {
  const waiting = await stage.play('gate-restart', gated('staging'))
  for (const end of [
    async () => void stage.sandbox.kill(),
    () => rel(stage.sandbox.home, 'sandbox', 'stop', '--dir', stage.sandbox.dir),
  ]) {
    await end()
    await stage.sandbox.restart()
    await stage.idle()
    expect((await stage.see(waiting.run)).run.status).toBe('waiting')
  }
  await review('rosa', waiting.run, 'approved')
  await stage.idle()
  const seen = await stage.see(waiting.run)
  expect([seen.run.conclusion, await seen.log('deploy')]).toEqual([
    'success',
    expect.stringContaining('deployed t1'),
  ])
  expect(seen.jobs).toHaveLength(2)
})

async function until<Found>(look: () => Promise<Found | null>): Promise<Found> {
  for (;;) {
    const found = await look()
    if (found !== null) return found
    await sleep(30)
  }
}
