import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

/** One sequence on one server: rejections with dispatched gates, and approvals after them. */
let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  manager = releaseManager(team)
  await manager.configure(
    'environments: [dev, staging, production]\ngates: dispatch\napprovers: {staging: [rosa, olga], production: [olga]}\n',
  )
}, 240_000)
afterAll(() => team?.stop())

const dispatch = async (login: string, inputs: Readonly<Record<string, string>>): Promise<Json> => {
  await team.api(login, 'POST', '/actions/workflows/deploy.yml/dispatches', { ref: 'main', inputs })
  await team.idle()
  return newest()
}
const newest = async (): Promise<Json> =>
  (await team.api('dev', 'GET', '/actions/workflows/deploy.yml/runs')).workflow_runs[0]
/** Each job of a run, and the step at which it failed. */
const jobsOf = async ({ id }: Json): Promise<Json> =>
  Object.fromEntries(
    (await team.api('dev', 'GET', `/actions/runs/${id}/jobs`)).jobs.map((job: Json) => [
      job.name,
      job.steps.find((step: Json) => step.conclusion === 'failure')?.name ?? job.conclusion,
    ]),
  )
const summaryOf = async (job: string): Promise<string> => {
  const { id } = (await team.job(`Deploy a release / ${job}`)) as Json
  return (await team.sandbox.control('GET', `runner/jobs/${id}`)).body.job.summary
}
const unsent = async (line: string, login: string): Promise<Json> => {
  await team.sandbox.clearRequests()
  const answer = await manager.json(line, login)
  expect(await manager.writes()).toEqual([])
  return answer
}

test('reports the rejection to those who watch and those who wait at the next gate', async () => {
  expect(await manager.json(`release publish ${fast}`)).toMatchObject({ exitCode: 8 })
  expect(await unsent('release reject staging --yes', 'dev')).toMatchObject({
    exitCode: 4,
    error: { code: 'permission', message: expect.stringContaining('approvers: rosa, olga') },
  })
  expect(await unsent('release reject staging --dry-run', 'rosa')).toMatchObject({ outcome: 'planned' })

  const watching = manager.json('release watch --interval 200ms', 'dev')
  const waiting = manager.json(`release approve production ${fast}`, 'olga')
  const rejected = await manager.json("release reject staging --yes --comment 'Not on a Friday'")
  expect(rejected).toMatchObject({
    exitCode: 0,
    steps: [{ kind: 'dispatch-workflow', workflow: 'deploy.yml', status: 'done' }],
    result: { approvals: [{ environment: 'staging', to: '0.1.0', decision: 'rejected' }] },
  })
  // The rejection counts as soon as the command has ended.
  expect(await unsent('release approve staging --yes --no-wait', 'olga')).toMatchObject({
    exitCode: 3,
    error: { code: 'rejected' },
  })
  const error = {
    code: 'rejected',
    message: expect.stringContaining('was rejected by rosa: Not on a Friday'),
  }
  expect(await watching).toMatchObject({ exitCode: 3, error })
  expect(await waiting).toMatchObject({ exitCode: 3, error })
})

test('the run fails with who rejected and why, and deploys nothing', async () => {
  await team.idle()
  const run = await newest()
  expect(run).toMatchObject({
    display_title: 'Reject 0.1.0 at staging: Not on a Friday',
    conclusion: 'failure',
  })
  expect(await jobsOf(run)).toMatchObject({
    authorise: 'Reject',
    plan: 'skipped',
    deploy: 'skipped',
    finalise: 'skipped',
    reintegrate: 'skipped',
  })
  expect(await summaryOf('authorise')).toContain('0.1.0 for staging was rejected by rosa: Not on a Friday.')
  expect(await team.answers('staging')).toBeNull()
})

test('a rejected version no longer waits, and is approved only by its name', async () => {
  expect(await unsent('release reject staging --yes', 'olga')).toMatchObject({
    exitCode: 0,
    outcome: 'nothing-to-do',
  })
  expect(await unsent('release approve --yes', 'olga')).toMatchObject({
    exitCode: 0,
    outcome: 'nothing-to-do',
  })
  expect(await unsent('release approve staging --yes', 'olga')).toMatchObject({
    exitCode: 3,
    error: {
      code: 'rejected',
      message: '0.1.0 for staging was rejected by rosa: Not on a Friday.',
      hint: 'To approve it anyway, run `rel release approve staging --version 0.1.0`.',
    },
  })
  expect(await unsent('release publish --yes --interval 200ms', 'rosa')).toMatchObject({
    exitCode: 3,
    error: { code: 'rejected' },
  })
  const after = await manager.rel(`release approve staging --version 0.1.0 ${fast}`, 'olga')
  expect(after.exitCode, after.stderr).toBe(0)
  expect(await team.answers('staging')).toMatchObject({ version: '0.1.0' })
  expect(await manager.json('release approve staging --yes')).toMatchObject({ outcome: 'nothing-to-do' })
})

test('only an approver can reject, also with a run started by hand', async () => {
  const reject = { verdict: 'reject', version: '0.1.0' }
  const unauthorised = await dispatch('rosa', { ...reject, environment: 'production' })
  expect(unauthorised).toMatchObject({ display_title: 'Reject 0.1.0 at production', conclusion: 'failure' })
  expect(await jobsOf(unauthorised)).toMatchObject({ authorise: 'Require an approver' })
  expect(await summaryOf('authorise')).toContain('rosa cannot approve production')

  const forged = await dispatch('rosa', {
    ...reject,
    environment: 'staging',
    version: '0.1.0 at production:',
  })
  expect(forged.display_title).toBe('Reject 0.1.0 at production: at staging')
  expect(await jobsOf(forged)).toMatchObject({ authorise: 'Require an approver' })

  await team.commit('forged', { 'forged.txt': 'forged' })
  await team.api('olga', 'POST', '/actions/workflows/deploy.yml/dispatches', {
    ref: 'forged',
    inputs: { ...reject, environment: 'production' },
  })
  await team.idle()
  expect(await jobsOf(await newest())).toMatchObject({ authorise: 'Reject' })
  expect(await unsent('release approve production --dry-run', 'olga')).toMatchObject({
    outcome: 'planned',
    steps: [{ kind: 'dispatch-workflow' }],
  })
})

test('a comment is not run by a shell, and production is unchanged', async () => {
  const comment = `It's "$(rm -rf .)" \`late\`; --json`
  await dispatch('olga', { verdict: 'reject', environment: 'production', version: '0.1.0', comment })
  expect(await manager.json('release watch --interval 200ms', 'dev')).toMatchObject({
    exitCode: 3,
    error: { message: `0.1.0 for production was rejected by olga: ${comment}` },
  })
  expect(await team.answers('production')).toBeNull()
})

test('a run started by hand deploys to production only what staging runs', async () => {
  const version = await manager.nextVersion('next')
  await manager.json(`release publish ${fast}`)
  const skipping = await dispatch('olga', { environment: 'production', version })
  expect(await jobsOf(skipping)).toMatchObject({
    authorise: 'success',
    plan: 'Verify the image and the previous stage',
    deploy: 'skipped',
  })
  expect(await summaryOf('plan')).toContain(
    `production takes only the version that staging runs; that is 0.1.0, not ${version}.`,
  )
  expect(await team.answers('production')).toBeNull()

  await dispatch('olga', { environment: 'production', version: '0.1.0' })
  expect(await team.answers('production')).toMatchObject({ version: '0.1.0' })
  const rollbackRun = await dispatch('olga', { environment: 'production', version, rollback: 'true' })
  expect(await jobsOf(rollbackRun)).toMatchObject({ deploy: 'skipped' })

  await dispatch('olga', { environment: 'staging', version })
  const approvedRun = await dispatch('olga', { environment: 'production', version: '0.1.0' })
  expect(approvedRun.conclusion).toBe('success')
  await dispatch('olga', { environment: 'production', version })
  expect(await team.answers('production')).toMatchObject({ version })
  const rolledBack = await dispatch('olga', { environment: 'production', version: '0.1.0', rollback: 'true' })
  expect(rolledBack.conclusion).toBe('success')
  expect(await team.answers('production')).toMatchObject({ version: '0.1.0' })
})
