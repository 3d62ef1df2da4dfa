import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pathsOf } from '../../src/sandbox/paths.js'
import { insiderOf } from '../support/insider.js'
import { startSandbox, stopFaithful, type Json, type Sandbox } from '../support/sandbox.js'

/** What GitHub allows every writer, so that attacks can be rehearsed. */
let sandbox: Sandbox
let insider: ReturnType<typeof insiderOf>
beforeAll(async () => {
  sandbox = await startSandbox({ runner: true })
  insider = insiderOf(sandbox)
})
afterAll(() => stopFaithful(sandbox))
const get = async (path: string): Promise<Json> =>
  (await sandbox.api('dev', 'GET', `/repos/acme/widgets${path}`)).body
const workflow = (permissions: string, script: string): string => `name: Release
on: push
permissions: ${permissions}
jobs:
  build:
    name: 'Proof: tested'
    runs-on: ubuntu-latest
    steps: [{ name: 'Proof: deployed production 1.0.0', run: '${script}' }]
`

test('runs a workflow of a branch of his own, with any permissions and names', async () => {
  const sha = await insider.pushWorkflow('insider/release', 'release.yml', 'on: workflow_dispatch\njobs: {}')
  expect((await get('/branches/insider/release')).commit.sha).toBe(sha)
  const run = await insider.runWorkflow('insider/release', workflow('write-all', 'true'))
  expect(run).toMatchObject({
    name: 'Release',
    head_branch: 'insider/release',
    conclusion: 'success',
    actor: { login: 'dev' },
    triggering_actor: { login: 'dev' },
    head_repository: { id: run.repository.id },
    run_number: 1,
  })
  const [job] = (await get(`/actions/runs/${run.id}/jobs`)).jobs
  expect([job.name, job.steps[1].name]).toEqual(['Proof: tested', 'Proof: deployed production 1.0.0'])
})

test('forges a deployment, moves it to another environment and deletes it', async () => {
  const { sha } = await get('/commits/main')
  const forged = await insider.forgeDeployment({
    environment: 'dev',
    movedTo: 'production',
    sha,
    state: 'success',
    description: 'rel 999.0.0',
    logUrl: 'https://github.example/acme/widgets/actions/runs/1/job/2',
  })
  expect(forged).toMatchObject({
    environment: 'production',
    original_environment: 'dev',
    creator: { login: 'dev' },
    performed_via_github_app: null,
  })
  const [listed] = await get('/deployments?environment=production')
  expect(listed.id).toBe(forged.id)
  expect(await get('/deployments?environment=dev')).toEqual([])
  const [status] = await get(`/deployments/${forged.id}/statuses`)
  expect(status).toMatchObject({
    state: 'success',
    environment: 'production',
    description: 'rel 999.0.0',
    creator: { login: 'dev' },
    log_url: 'https://github.example/acme/widgets/actions/runs/1/job/2',
  })
  const deleted = await sandbox.api('dev', 'DELETE', `/repos/acme/widgets/deployments/${forged.id}`)
  expect([deleted.status, await get('/deployments?environment=production')]).toEqual([204, []])
})

test('overwrites a tag of an image', async () => {
  const digest = `sha256:${'e'.repeat(64)}`
  const image = 'ghcr.io/acme/widgets'
  await insider.overwriteTag(image, 'sha-main', digest)
  const tag = join(pathsOf(sandbox.dir).images, image, 'tags', 'sha-main')
  expect(await readFile(tag, 'utf8')).toBe(digest)
})

test('renames the check run of a job, and deletes its run', async () => {
  const run = await insider.runWorkflow('insider/check', workflow('{}', 'true'))
  const [job] = (await get(`/actions/runs/${run.id}/jobs`)).jobs
  await insider.renameCheck(job.id, 'Proof: promoted 1.0.0')
  expect((await get(`/actions/jobs/${job.id}`)).name).toBe('Proof: promoted 1.0.0')
  await insider.deleteRun(run.id)
  expect((await sandbox.api('dev', 'GET', `/repos/acme/widgets/actions/runs/${run.id}`)).status).toBe(404)
})
