import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gated, openGates } from './runner/gated.js'
import { openStage, type Stage } from './runner/stage.js'
import { rel } from '../support/sandbox.js'

let stage: Stage
let gates: Awaited<ReturnType<typeof openGates>>
beforeAll(async () => {
  stage = await openStage()
  gates = await openGates(stage)
})
afterAll(() => stage.stop())

const job = (id: string, script: string, more = ''): string =>
  `  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - run: ${script}\n`
test('a job that ran when the sandbox stopped has failed, and failed jobs can be re-run', async () => {
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

test('a waiting gate and earlier job outputs survive a stop and a kill of the sandbox', async () => {
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
  await gates.review('rosa', waiting.run, 'approved')
  await stage.idle()
  const seen = await stage.see(waiting.run)
  expect([seen.run.conclusion, await seen.log('deploy')]).toEqual([
    'success',
    expect.stringContaining('deployed t1'),
  ])
  expect(seen.jobs).toHaveLength(2)
})

test('saves the result of a job before reporting it: a kill in between loses no output', async () => {
  const file = `on: push\njobs:\n${job('a', 'echo v=kept >> "$GITHUB_OUTPUT"', '    outputs: {v: "${{ steps.s.outputs.v }}"}\n    environment: {name: cut, url: "http://cut.example"}\n').replace('- run', '- id: s\n        run')}${job('b', 'echo "b got ${{ needs.a.outputs.v }}"', '    needs: a\n')}`
  const { run, jobs } = await stage.play('cut', file)
  stage.sandbox.kill()
  cutBefore(jobs.find(({ name }) => name === 'a')?.id, run.id)
  await stage.sandbox.restart()
  await stage.idle()
  const seen = await stage.see(run)
  expect([seen.conclusions, await seen.log('b')]).toEqual([
    { a: 'success', b: 'success' },
    expect.stringContaining('b got kept'),
  ])
  const [deployment] = await stage.get(`/deployments?environment=cut`)
  expect((await stage.get(`/deployments/${deployment.id}/statuses`))[0]).toMatchObject({
    state: 'success',
    environment_url: 'http://cut.example',
  })
})

/** The state just before the end of the job was reported to the server. */
function cutBefore(job: number, run: number): void {
  const state = join(stage.sandbox.dir, '.sandbox')
  const journal = join(state, 'journal.ndjson')
  const lines = readFileSync(journal, 'utf8').split('\n')
  const end = lines.findIndex(
    (line) =>
      line.includes(`"id":${job},`) && line.includes('"status":"completed","conclusion":"success","labels"'),
  )
  expect(end).toBeGreaterThan(0)
  writeFileSync(journal, `${lines.slice(0, end).join('\n')}\n`)
  const memory = join(state, 'runner', 'runs', String(run), 'run.json')
  const facts = JSON.parse(readFileSync(memory, 'utf8')) as { jobs: Record<string, unknown> }
  writeFileSync(memory, JSON.stringify({ ...facts, jobs: { 'a#0': facts.jobs['a#0'] } }))
}

async function until<Found>(look: () => Promise<Found | null>): Promise<Found> {
  for (;;) {
    const found = await look()
    if (found !== null) return found
    await sleep(30)
  }
}
