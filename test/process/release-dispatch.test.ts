import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../support/faults.js'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

const environments = 'environments: [preview, qa1, dev, staging, production]\n'
const dispatching = `${environments}gates: dispatch\napprovers: {staging: [rosa, role:admin], production: [role:admin]}\n`

let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  manager = releaseManager(team)
  await manager.configure(dispatching)
}, 240_000)
afterAll(() => team?.stop())

const deployRuns = async (): Promise<readonly Json[]> =>
  (await team.api('dev', 'GET', '/actions/workflows/deploy.yml/runs')).workflow_runs
const dispatch = async (login: string, environment: string): Promise<Json> => {
  const inputs = { environment, version: '0.1.0' }
  await team.api(login, 'POST', '/actions/workflows/deploy.yml/dispatches', { ref: 'main', inputs })
  await team.idle()
  const [newest] = await deployRuns()
  return newest
}
const again = async (login: string, path: string): Promise<void> => {
  await team.api(login, 'POST', path)
  await team.idle()
}
const jobsOf = async ({ id }: Json): Promise<readonly Json[]> =>
  (await team.api('dev', 'GET', `/actions/runs/${id}/jobs`)).jobs
const failed = async (run: Json): Promise<readonly string[]> => {
  const jobs = (await jobsOf(run)).filter(({ conclusion }) => conclusion === 'failure')
  return Promise.all(
    jobs.map(
      async ({ id, name }) => `${name}: ${String(await team.api('dev', 'GET', `/actions/jobs/${id}/logs`))}`,
    ),
  )
}

test('approving starts the deployment after the run of the release, for approvers only', async () => {
  const published = await manager.json(`release publish ${fast}`)
  expect(published).toMatchObject({
    exitCode: 8,
    outcome: 'pending',
    result: {
      version: '0.1.0',
      run: { workflow: 'Release', status: 'completed', conclusion: 'success' },
      waiting: { environment: 'staging', approvers: ['rosa', 'role:admin'] },
    },
  })
  expect(await team.jobs('event=release')).toEqual(
    expect.arrayContaining(['Release / promote: success', 'Release / staging: skipped']),
  )

  const waiting = async (login: string): Promise<Json> => {
    const { result } = await manager.json('status', login)
    return result.environments.find((item: Json) => item.environment === 'staging').waiting
  }
  const { run } = published.result
  const expected = { run: run.id, url: run.url, version: '0.1.0', approvers: ['rosa', 'role:admin'] }
  expect(await waiting('rosa')).toMatchObject({ ...expected, mayApprove: true })
  expect(await waiting('dev')).toMatchObject({ ...expected, mayApprove: false })

  await team.sandbox.clearRequests()
  expect(await manager.json('release approve staging --yes', 'dev')).toMatchObject({
    exitCode: 4,
    error: { code: 'permission', message: expect.stringContaining('approvers: rosa, role:admin') },
  })
  expect(await manager.writes()).toEqual([])

  const approved = await manager.json(`release approve staging ${fast}`)
  expect(approved).toMatchObject({
    exitCode: 0,
    steps: [{ kind: 'dispatch-workflow', workflow: 'deploy.yml', status: 'done' }],
    result: {
      approvals: [
        { environment: 'staging', to: '0.1.0', decision: 'approved', deployed: { version: '0.1.0' } },
      ],
    },
  })
  expect(await team.answers('staging')).toMatchObject({ version: '0.1.0' })
  expect(await manager.json('release approve staging')).toMatchObject({ outcome: 'nothing-to-do' })
  expect(await waiting('rosa')).toBeNull()
  expect(await team.answers('production')).toBeNull()
})

test('the run refuses someone who is no approver, with the reason', async () => {
  const run = await dispatch('dev', 'production')
  expect(run.conclusion).toBe('failure')
  expect(await failed(run)).toEqual([
    expect.stringMatching(/^authorise: [\s\S]*dev cannot approve production; approvers: role:admin\./),
  ])
  expect(await team.answers('production')).toBeNull()
})

test('whoever re-runs a deployment must be an approver too', async () => {
  const run = await dispatch('rosa', 'staging')
  expect(run.conclusion).toBe('success')
  await again('dev', `/actions/runs/${run.id}/rerun`)
  expect(await failed(run)).toEqual([expect.stringMatching(/^authorise: [\s\S]*dev cannot approve staging/)])
})

test('deploys to production after staging, and redeploys for approvers only', async () => {
  expect(await manager.json('release approve production --yes')).toMatchObject({ exitCode: 4 })
  // The environment has reviewers too: the run that she starts waits for them.
  await team.guard('production')
  const started = await manager.rel(`release approve production ${fast}`, 'olga')
  expect(started).toMatchObject({
    exitCode: 8,
    stdout: expect.stringMatching(
      /^production is waiting for approval by rosa or olga: http.*\nNext: rel release approve production$/m,
    ),
  })
  const approved = await manager.rel(`release approve production ${fast}`, 'olga')
  expect(approved.exitCode, approved.stderr).toBe(0)
  expect(await team.answers('production')).toMatchObject({ version: '0.1.0' })
  await team.api('olga', 'PUT', '/environments/production', { reviewers: [] })

  await team.sandbox.clearRequests()
  expect(await manager.json('env redeploy production --dry-run', 'olga')).toMatchObject({
    exitCode: 0,
    outcome: 'planned',
  })
  expect(await manager.json('env redeploy production --yes')).toMatchObject({ exitCode: 4 })
  expect(await manager.writes()).toEqual([])
  const before = (await manager.runs('production')).since
  const redeployed = await manager.json(`env redeploy production ${fast}`, 'olga')
  expect(redeployed).toMatchObject({ exitCode: 0, result: { environment: 'production', version: '0.1.0' } })
  expect((await fetch(redeployed.result.url)).status).toBe(200)
  expect((await manager.runs('production')).since).not.toBe(before)
})

test('a freeze refuses publishing, approving and deploying; an override is noted in the release', async () => {
  await manager.configure(
    `${dispatching}freeze: [{from: 2020-01-01T00:00:00Z, to: 2100-01-01T00:00:00Z, reason: The year ends}]\n`,
  )
  const refused = await manager.json('release publish --yes')
  expect(refused).toMatchObject({
    exitCode: 3,
    error: { message: 'Releases are frozen until 2100-01-01T00:00:00Z: The year ends.' },
  })
  expect(await manager.json('release publish --yes --force freeze')).toMatchObject({ exitCode: 2 })
  const run = await dispatch('olga', 'production')
  expect(await failed(run)).toEqual([
    expect.stringMatching(/^deploy \/ deploy: [\s\S]*Releases are frozen until 2100/),
  ])
  // Re-running failed jobs skips the first job, so the deployment checks the approver itself.
  await again('dev', `/actions/runs/${run.id}/rerun-failed-jobs`)
  expect(await failed(run)).toEqual([
    expect.stringMatching(/^deploy \/ deploy: [\s\S]*dev cannot approve production/),
  ])
  const published = await manager.json(
    `release publish ${fast} --force freeze --reason 'A hole in the fence'`,
  )
  expect(published).toMatchObject({ exitCode: 8, result: { version: '0.2.0' } })
  const { body } = await team.api('dev', 'GET', '/releases/tags/0.2.0')
  expect(body).toContain('<!-- rel-forced: freeze -->\n> **Overridden by rosa**: A hole in the fence\n')
  // The release records the override, so it is not needed again.
  const approved = await manager.json(`release approve staging ${fast}`)
  expect(approved).toMatchObject({ exitCode: 0, steps: [{ kind: 'dispatch-workflow' }] })
  expect(await team.answers('staging')).toMatchObject({ version: '0.2.0' })
})

test('approving again follows the deployment in progress and starts no older version', async () => {
  await manager.configure(dispatching)
  for (const version of ['0.3.0', '0.4.0']) {
    expect(await manager.nextVersion(`towards-${version}`)).toBe(version)
    expect(await manager.json(`release publish ${fast}`)).toMatchObject({ exitCode: 8 })
  }
  const runner = async (paused: boolean) => team.sandbox.control('POST', 'runner', { paused })
  const faults = faultsOf(team.sandbox)
  await faults.dropAfter({ match: { method: 'POST', path: '/repos/*/dispatches' } })
  // The run stays in progress during these commands.
  await faults.delay(8000, { match: { token: 'workflow' } })
  expect(await manager.json('release approve staging --yes --no-wait')).toMatchObject({ exitCode: 1 })
  await expect.poll(async () => (await deployRuns())[0].display_title).toBe('Deploy 0.4.0 to staging')
  await runner(true)

  expect(await manager.rel('release approve staging --yes --no-wait')).toMatchObject({
    exitCode: 0,
    stdout: 'Nothing to do: 0.4.0 for staging is already approved.',
    stderr: '',
  })
  expect(await manager.rel('release approve staging --yes --no-wait --version 0.3.0')).toMatchObject({
    exitCode: 0,
    stdout: 'Nothing to do: 0.3.0 for staging is superseded: 0.4.0 is being deployed to staging.',
  })
  const { result } = await manager.json('status')
  expect(result.environments.find((item: Json) => item.environment === 'staging').waiting).toBeNull()
  await runner(false)
  expect(await manager.json(`release approve staging ${fast}`)).toMatchObject({ exitCode: 0, steps: [] })
  expect((await deployRuns()).map(({ display_title }) => display_title)).not.toContain(
    'Deploy 0.3.0 to staging',
  )
  expect(await team.answers('staging')).toMatchObject({ version: '0.4.0' })
})
