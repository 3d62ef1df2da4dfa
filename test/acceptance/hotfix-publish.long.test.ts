import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { commitOn, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel } from '../support/transcript.js'

/** 1.4.1 was released from the line of 1.4.0; it is missing on main, which has a draft. */
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

/** The check of hotfixes in the clone of widgets and in another folder, by a dry run. */
async function checked(flags = ''): Promise<{ readonly local: Json; readonly remote: Json }> {
  const line = `release publish ${flags} --dry-run`
  const checkIn = ({ json }: { readonly json: Json }) =>
    json.result.checks.find(({ name }: Json) => name === 'missing-hotfixes')
  return {
    local: checkIn(await relJson(sandbox, line)),
    remote: checkIn(await relJson(sandbox, `${line} -R acme/widgets`, { cwd: sandbox.clone('gadgets') })),
  }
}
async function checkedAlike(flags = ''): Promise<Json> {
  const { local, remote } = await checked(flags)
  expect(remote).toEqual(local)
  return local
}

test('refuses the next release until a missing hotfix is reintegrated', async () => {
  const check = await checkedAlike()
  expect(check).toMatchObject({ status: 'failed', finding: expect.stringContaining('1.4.1') })
  expect(check.remedy).toContain('rel hotfix reintegrate')
  expect((await checkedAlike('--force missing-hotfixes')).status).toBe('forced')

  const { json } = await relJson(sandbox, 'hotfix reintegrate')
  const { number } = json['result'].pr
  expect(await checkedAlike()).toMatchObject({
    status: 'failed',
    remedy: expect.stringContaining(`#${number}`),
  })

  // main has it now, and the older draft has not. Without a clone only main is known.
  await mergePull(sandbox, number, 'squash', '')
  const { local, remote } = await checked()
  expect(local).toMatchObject({
    status: 'failed',
    finding: expect.stringMatching(/on the default branch but not in this release: 1\.4\.1/),
    remedy: 'Publish the next draft of the default branch.',
  })
  expect(remote.status).toBe('passed')

  await gitAt(sandbox, 'pull', '--quiet', 'origin', 'main')
  await deploy(sandbox, 'dev')
  await runRel(sandbox, 'release draft')
  expect(await checkedAlike()).toMatchObject({ status: 'passed' })
  expect(await sandbox.deviations()).toEqual([])
})

test('recognises a hotfix by the run of its commit, even with many newer runs', async () => {
  const file = '.github/workflows/hotfix-release.yml'
  const job = 'jobs: { job: { if: false, runs-on: ubuntu-latest, steps: [{ run: "true" }] } }'
  const content = `on: { push: { branches: [release/**] } }\n${job}`
  await sandbox.control('POST', 'runner', { paused: false })
  await mergedPull(sandbox, 'feature/workflow', { file, content })
  await commitOn(sandbox, 'release/1.4.0', file, content)
  await release(sandbox, '1.4.2', 'release/1.4.0')
  for (let more = 1; more <= 31; more += 1) await commitOn(sandbox, 'release/1.4.0', 'more.txt', String(more))
  const { json } = await relJson(sandbox, 'release publish 1.4.2 --no-wait')
  expect(json).toMatchObject({ result: { version: '1.4.2', branch: 'release/1.4.0' } })
})
