import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { addWorkflow, runnerOf } from '../support/runner.js'
import { openPull, pushBranch, startSandbox, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, transcript } from '../support/transcript.js'

const templates = join(import.meta.dirname, '../../src/workflows/templates/workflows')
let sandbox: Sandbox
const api = async (method: string, path: string, body?: unknown) => {
  const answer = await sandbox.api('olga', method, `/repos/acme/widgets${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const headOf = async (number: number): Promise<string> => (await api('GET', `/pulls/${number}`)).head.sha
const as = (login: string) => ({ env: { GH_TOKEN: sandbox.token(login) } })
const writes = async (): Promise<readonly string[]> =>
  (await requestsOf(sandbox)).filter((request) => !/^(GET|query)/.test(request))
const started = (workflow: string): string =>
  `POST /repos/acme/widgets/actions/workflows/${workflow}/dispatches`
const [one, two, three] = [1, 2, 3]

/** #1 has a preview and qa2, #2 had qa1 and lost its label, #3 had qa4 and is closed; 1.4.0 is on staging. */
beforeAll(async () => {
  sandbox = await startSandbox()
  const wanted: readonly (readonly [string, readonly string[]])[] = [
    ['feature/login', ['deploy', 'deploy/qa2']],
    ['feature/other', ['deploy/qa1']],
    ['feature/gone', ['deploy/qa4']],
  ]
  for (const [branch, labels] of wanted) {
    const number = await openPull(sandbox, branch)
    await api('POST', `/issues/${number}/labels`, { labels })
    const attempt = { ref: branch, description: `rel pr ${number} ${await headOf(number)}` }
    const slots = labels.map((label) =>
      label.replace('deploy/', '').replace('deploy', 'preview/feature-login'),
    )
    for (const environment of slots) await deploy(sandbox, environment, attempt)
  }
  await api('DELETE', `/issues/${two}/labels/deploy%2Fqa1`)
  await api('PATCH', `/pulls/${three}`, { state: 'closed' })
  for (const file of ['deploy.yml', 'environments.yml'])
    await addWorkflow(sandbox, file, await readFile(join(templates, file), 'utf8'))
  await api('POST', '/releases', { tag_name: '1.4.0' })
  const { sha } = await api('GET', '/commits/main')
  await deploy(sandbox, 'dev', { description: `rel - ${sha}` })
  await deploy(sandbox, 'staging', { description: `rel 1.4.0 ${sha}` })
}, 120_000)
afterAll(() => sandbox?.stop())

test('redeploys each kind of environment, or refuses', async () => {
  const lines = [
    'env redeploy preview/feature-login --dry-run',
    'env redeploy preview/feature-login --yes --no-wait',
    'env redeploy qa2 --yes --no-wait',
    'env redeploy staging --dry-run',
    'env redeploy staging --yes --no-wait',
    'env redeploy dev --yes',
    'env redeploy qa1 --yes',
    'env redeploy qa4 --yes',
    'env redeploy qa3 --yes',
    'env redeploy preview/feature-none --yes',
    'env redeploy production --yes',
    'env redeploy preview --yes',
    'env redeploy staging/api --yes',
    'env redeploy qa9 --yes',
  ]
  const told = await transcript(sandbox, lines, { sorted: true })
  await expect(told.replaceAll(/^> (GET|query) .*\n/gm, '')).toMatchFileSnapshot('env-redeploy.txt')
}, 60_000)

test.each(['qa2', 'staging'])('%s --json', async (environment) => {
  await sandbox.clearRequests()
  const planned = await relJson(sandbox, `env redeploy ${environment} --dry-run`)
  expect([planned.exitCode, planned.json]).toMatchObject([0, { outcome: 'planned' }])
  expect(await writes()).toEqual([])
  const { exitCode, json } = await relJson(sandbox, `env redeploy ${environment} --yes --no-wait`)
  expect([exitCode, json]).toMatchObject([
    0,
    {
      command: 'env redeploy',
      outcome: 'done',
      steps: [{ kind: 'dispatch-workflow', status: 'done' }],
      result: { environment, version: environment === 'staging' ? '1.4.0' : null, run: null, url: null },
    },
  ])
  expect(await writes()).toEqual([started(environment === 'staging' ? 'deploy.yml' : 'environments.yml')])
})

test('follows a deployment in progress instead of starting it again', async () => {
  const path = '.github/workflows/deploy.yml'
  const wish = { path, event: 'workflow_dispatch', displayTitle: 'Deploy 1.4.0 to staging' }
  const run = await runnerOf(sandbox).start(wish)
  await sandbox.clearRequests()
  const { json } = await relJson(sandbox, 'env redeploy staging --yes --no-wait')
  expect(json).toMatchObject({ outcome: 'nothing-to-do', steps: [] })
  expect(await writes()).toEqual([])
  await runnerOf(sandbox).progress('runs', run, { status: 'completed', conclusion: 'cancelled' })
})

test('does not follow an earlier run with the same name from the same second', async () => {
  const runner = runnerOf(sandbox)
  const path = '.github/workflows/deploy.yml'
  const wish = { path, event: 'workflow_dispatch', displayTitle: 'Deploy 1.4.0 to staging' }
  const failed = await runner.start(wish)
  await runner.progress('runs', failed, { status: 'completed', conclusion: 'failure' })
  await sandbox.clearRequests()
  const running = runRel(sandbox, 'env redeploy staging --yes --interval 200ms --timeout 50s')
  const polls = async (): Promise<number> =>
    (await requestsOf(sandbox)).filter((request) => request.includes('deploy.yml/runs')).length
  await expect.poll(writes, { timeout: 15_000 }).toContain(started('deploy.yml'))
  const before = await polls()
  await expect.poll(polls, { timeout: 15_000 }).toBeGreaterThan(before + 1)
  const run = await runner.start(wish)
  await runner.job(run, 'deploy / deploy')
  const { sha } = await api('GET', '/commits/main')
  await deploy(sandbox, 'staging', { description: `rel 1.4.0 ${sha}`, url: 'https://staging.example' })
  const { exitCode, stdout, stderr } = await running
  expect([exitCode, stdout], stderr).toEqual([
    0,
    expect.stringContaining('staging runs 1.4.0. https://staging.example'),
  ])
  await runner.progress('runs', run, { status: 'completed', conclusion: 'success' })
}, 60_000)

test.each([
  ['qa2', 'quinn', 'your role in acme/widgets is triage'],
  ['preview/feature-login', 'guest', 'your role in acme/widgets is read'],
  ['staging', 'quinn', 'your role in acme/widgets is triage'],
])('refuses %s by %s and writes nothing', async (environment, login, words) => {
  await sandbox.clearRequests()
  const { exitCode, stderr } = await runRel(sandbox, `env redeploy ${environment} --yes`, as(login))
  expect([exitCode, stderr]).toEqual([4, expect.stringContaining(words)])
  expect(await writes()).toEqual([])
})

test('redeploys the head of a pull request that has moved', async () => {
  await pushBranch(sandbox, 'feature/login', { file: 'more.txt', from: 'origin/feature/login' })
  const said = `rel pr ${one} ${await headOf(one)}`
  const running = runRel(sandbox, 'env redeploy qa2 --yes --interval 1s --timeout 50s')
  await expect.poll(writes, { timeout: 15_000 }).toContain(started('environments.yml'))
  const runner = runnerOf(sandbox)
  const run = await runner.start({
    path: '.github/workflows/environments.yml',
    event: 'workflow_dispatch',
    displayTitle: 'Environments',
  })
  await runner.job(run, 'deploy qa2')
  await deploy(sandbox, 'qa2', { ref: 'feature/login', description: said, url: 'https://qa2.example' })
  const { exitCode, stdout, stderr } = await running
  expect(exitCode, stderr).toBe(0)
  expect(stdout).toContain(`qa2 runs ${(await headOf(one)).slice(0, 7)}. https://qa2.example`)
  expect(stderr).toContain(`#${one} has moved to `)
}, 60_000)

test('with dispatched gates staging needs an approver, a slot only write access', async () => {
  const content = 'gates: dispatch\napprovers: [olga]\n'
  await pushBranch(sandbox, 'gates', { file: '.github/rel.yml', content })
  const { number } = await api('POST', '/pulls', { title: 'Gates', head: 'gates', base: 'main' })
  await api('PUT', `/pulls/${number}/merge`)
  await sandbox.clearRequests()
  const refused = await runRel(sandbox, 'env redeploy staging --yes', as('rosa'))
  expect([refused.exitCode, refused.stderr]).toEqual([4, expect.stringContaining('approvers: olga')])
  expect(await writes()).toEqual([])
  for (const [environment, login] of [
    ['staging', 'olga'],
    ['qa2', 'dev'],
  ] as const) {
    const { exitCode, stderr } = await runRel(
      sandbox,
      `env redeploy ${environment} --yes --no-wait`,
      as(login),
    )
    expect(exitCode, stderr).toBe(0)
  }
  expect(await writes()).toEqual([started('deploy.yml'), started('environments.yml')])
}, 60_000)
