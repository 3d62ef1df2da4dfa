import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, steady } from '../support/transcript.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox?.stop())

const as = (login: string) => ({ env: { GH_TOKEN: sandbox.token(login) } })
const api = async (method: string, path: string, body?: unknown): Promise<Json> => {
  const answer = await sandbox.api('olga', method, `/repos/acme/${path}`, body)
  if (answer.status >= 400)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const writes = async (): Promise<readonly string[]> =>
  (await requestsOf(sandbox)).filter((request) => !/^(GET|query) /.test(request))

test('reports missing permissions to push, to write workflow files and to set up environments', async () => {
  const guest = await runRel(sandbox, 'init -R acme/gadgets --yes', as('guest'))
  expect([guest.exitCode, guest.stdout]).toEqual([4, ''])
  expect(guest.stderr).toContain('Error: You cannot push to acme/gadgets.')

  const weak = await sandbox.newToken({
    login: 'dev',
    kind: 'fine-grained',
    permissions: { contents: 'write', pull_requests: 'write', issues: 'write', actions: 'read' },
  })
  const refused = await relJson(sandbox, 'init -R acme/gadgets --yes', { env: { GH_TOKEN: weak } })
  expect([refused.exitCode, refused.json['error'].message]).toEqual([
    4,
    'This token cannot write workflow files to acme/gadgets.',
  ])
  expect(refused.json['steps'].map(({ status }: Json) => status).slice(0, 2)).toEqual(['failed', 'not-run'])
  expect((await sandbox.api('olga', 'GET', '/repos/acme/gadgets/git/ref/heads/rel/init')).status).toBe(404)

  const dev = await runRel(sandbox, 'init -R acme/gadgets --yes --reviewers rosa', as('dev'))
  expect(dev.exitCode).toBe(4)
  expect(dev.stdout).toContain('✓ Open a pull request from rel/init into main')
  expect(steady(dev.stderr, sandbox))
    .toContain(`Error: #1 is open. Merge it to finish the setup: http://github/acme/gadgets/pull/1
Only an administrator of acme/gadgets can set up environments. Not set up:
  qa1: refs/pull/*/merge, main
`)
  expect(dev.stderr).toContain(
    'Ask an administrator to run `rel init --repo acme/gadgets --reviewers rosa --yes`',
  )
  const alone = await relJson(sandbox, 'init -R acme/gadgets --yes --skip-environments', as('dev'))
  expect([alone.exitCode, alone.json['outcome']]).toEqual([0, 'nothing-to-do'])
  const olga = await relJson(sandbox, 'init -R acme/gadgets --yes --reviewers rosa', as('olga'))
  expect(olga.exitCode).toBe(0)
  expect(new Set(olga.json['steps'].map(({ kind }: Json) => kind))).toEqual(
    new Set(['put-environment', 'add-deployment-policies']),
  )
})

test('opens the pull request of an earlier run that failed after its commit', async () => {
  await api('PATCH', 'gadgets/pulls/1', { state: 'closed' })
  await api('DELETE', 'gadgets/git/refs/heads/rel/init')
  await sandbox.fault({ match: { method: 'POST', path: '/repos/acme/gadgets/pulls' }, times: 9, status: 502 })
  const first = await relJson(sandbox, 'init -R acme/gadgets --yes', as('olga'))
  expect([first.exitCode, first.json['steps'].map(({ status }: Json) => status)]).toEqual([
    1,
    ['done', 'failed'],
  ])
  await sandbox.clearFaults()
  const second = await relJson(sandbox, 'init -R acme/gadgets --yes', as('olga'))
  expect(second.json['steps'].map(({ kind }: Json) => kind)).toEqual(['open-pull-request'])
  expect(second.json['result'].pr).toMatchObject({ number: 2, state: 'open' })
})

test('writes only to the working tree with --local, and explains a refusal of reviewers by GitHub', async () => {
  const clone = sandbox.clone('gadgets')
  const manner = { ...as('olga'), cwd: join(clone, 'src') }
  await sandbox.clearRequests()
  const first = await runRel(sandbox, 'init --local --yes --gates dispatch --reviewers rosa', manner)
  expect(first.exitCode).toBe(0)
  expect(first.stdout).toContain('✓ Write .github/workflows/feature-branch.yml\n')
  expect(first.stdout).toContain('Commit the files on a branch and open a pull request.')
  expect(await writes()).toEqual([])
  expect(await readFile(join(clone, '.github/rel.yml'), 'utf8')).toContain(
    'gates: dispatch\napprovers: [rosa]\n',
  )

  const sweep = join(clone, '.github/workflows/sweep.yml')
  await writeFile(sweep, `${await readFile(sweep, 'utf8')}# ours\n`)
  const again = await runRel(sandbox, 'init --local --yes', manner)
  expect(again.stdout).toMatch(/^Nothing to do: The files in the working tree are up to date/)
  expect(again.stderr).toContain('sweep.yml was left unchanged: it was changed by hand')

  const elsewhere = await runRel(sandbox, 'init --local -R acme/gadgets', {
    ...as('olga'),
    cwd: sandbox.home,
  })
  expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([
    2,
    expect.stringContaining('no work tree of acme/gadgets'),
  ])

  await api('DELETE', 'gadgets/environments/staging')
  const message = 'Failed to create the environment protection rule.'
  const match = { method: 'PUT', path: '/repos/acme/gadgets/environments/staging' }
  await sandbox.fault({ match, times: 1, status: 422, body: { message } })
  const refused = await runRel(sandbox, 'init -R acme/gadgets --yes --reviewers rosa', as('olga'))
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toMatch(/GitHub refused the environment staging: .*\n.*`rel init --gates dispatch`/)
})

test.each([
  ['init --environments dev,prod', '"environments[1]" must be preview, qa<N>'],
  ['init --reviewers nobody --yes', 'not visible to the token: nobody'],
  ['init --gates maybe', 'Expected --gates=maybe to be one of: reviewers, dispatch'],
  ['init --runner , --yes', '"actions.runner"'],
])('reports a usage error for "%s"', async (line, words) => {
  const { exitCode, stderr } = await runRel(sandbox, line, as('olga'))
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(words)])
})
