import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { commitOn, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel } from '../support/transcript.js'

/** 1.4.1 was made on the line of 1.4.0; main lacks it, and has a draft of its own. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await release(sandbox, '1.4.0')
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'origin/main:refs/heads/release/1.4.0')
  await commitOn(sandbox, 'release/1.4.0', 'fix.txt', 'fix')
  await release(sandbox, '1.4.1', 'release/1.4.0')
  await mergedPull(sandbox, 'feature/later')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  await deploy(sandbox, 'dev')
  await runRel(sandbox, 'release draft')
})
afterAll(() => sandbox.stop())

/** The check of hotfixes, from the clone of widgets and from afar; nothing is published by asking. */
async function checked(flags = ''): Promise<{ readonly here: Json; readonly afar: Json }> {
  const line = `release publish ${flags} --dry-run`
  const checkIn = ({ json }: { readonly json: Json }) =>
    json.result.checks.find(({ name }: Json) => name === 'missing-hotfixes')
  return {
    here: checkIn(await relJson(sandbox, line)),
    afar: checkIn(await relJson(sandbox, `${line} -R acme/widgets`, { cwd: sandbox.clone('gadgets') })),
  }
}
async function checkedAlike(flags = ''): Promise<Json> {
  const { here, afar } = await checked(flags)
  expect(afar).toEqual(here)
  return here
}

test('a hotfix that main lacks stops the next release, until it is back', async () => {
  const lacking = await checkedAlike()
  expect(lacking).toMatchObject({ status: 'failed', finding: expect.stringContaining('1.4.1') })
  expect(lacking.remedy).toContain('rel hotfix reintegrate')
  expect((await checkedAlike('--force missing-hotfixes')).status).toBe('forced')

  const { json } = await relJson(sandbox, 'hotfix reintegrate')
  const { number } = json['result'].pr
  expect(await checkedAlike()).toMatchObject({
    status: 'failed',
    remedy: expect.stringContaining(`#${number}`),
  })

  // Main has it now, and the draft, which was made before, has not. From afar main alone is known.
  await mergePull(sandbox, number, 'squash', '')
  const { here, afar } = await checked()
  expect(here).toMatchObject({
    status: 'failed',
    finding: expect.stringMatching(/on the default branch, but not in this release: 1\.4\.1/),
    remedy: 'Publish what the default branch drafts next.',
  })
  expect(afar.status).toBe('passed')

  await gitAt(sandbox, 'pull', '--quiet', 'origin', 'main')
  await deploy(sandbox, 'dev')
  await runRel(sandbox, 'release draft')
  expect(await checkedAlike()).toMatchObject({ status: 'passed' })
  expect(await sandbox.deviations()).toEqual([])
})

test('a hotfix is known by the run of its commit, however many came after it', async () => {
  const file = '.github/workflows/hotfix-release.yml'
  const job = 'jobs: { job: { if: false, runs-on: ubuntu-latest, steps: [{ run: "true" }] } }'
  const content = `on: { push: { branches: [release/**] } }\n${job}`
  await sandbox.api(null, 'POST', `${sandbox.url}/_sandbox/runner`, { paused: false })
  await mergedPull(sandbox, 'feature/workflow', { file, content })
  await commitOn(sandbox, 'release/1.4.0', file, content)
  await release(sandbox, '1.4.2', 'release/1.4.0')
  for (let more = 1; more <= 31; more += 1) await commitOn(sandbox, 'release/1.4.0', 'more.txt', String(more))
  const { json } = await relJson(sandbox, 'release publish 1.4.2 --no-wait')
  expect(json).toMatchObject({ result: { version: '1.4.2', branch: 'release/1.4.0' } })
})
