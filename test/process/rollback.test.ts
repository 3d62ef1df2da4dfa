import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

let team: Team
let manager: ReleaseManager
/** Publishes the draft and approves it at both gates. */
const releaseNext = async (): Promise<void> => {
  expect(await manager.json(`release publish ${fast}`)).toMatchObject({ exitCode: 8 })
  for (const environment of ['staging', 'production'])
    expect(await manager.json(`release approve ${environment} ${fast}`)).toMatchObject({ exitCode: 0 })
}
const latest = async (): Promise<string> => (await team.api('dev', 'GET', '/releases/latest')).tag_name

/** Deploys two versions to production, one after the other. */
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
  manager = releaseManager(team)
  for (const version of ['0.1.0', '0.2.0']) {
    expect(await manager.nextVersion(`for-${version}`)).toBe(version)
    await releaseNext()
    expect(await team.answers('production')).toMatchObject({ version })
  }
}, 240_000)
afterAll(() => team?.stop())

test('deploys the image of the older version to production through its gate', async () => {
  const before: Json = await manager.runs('production')
  const line = `release rollback --redeploy --to 0.1.0 ${fast}`
  const first = await manager.json(line)
  expect(first).toMatchObject({
    exitCode: 8,
    outcome: 'pending',
    steps: [{ kind: 'dispatch-workflow', workflow: 'deploy.yml', status: 'done' }],
    result: { mode: 'redeploy', from: '0.2.0', to: '0.1.0', run: { workflow: 'Deploy a release' } },
  })
  const { result: status } = await manager.json('status')
  const production = status.environments.find(({ environment }: Json) => environment === 'production')
  expect(production).toMatchObject({
    state: 'waiting',
    runs: { version: '0.2.0' },
    // The deployment is at the head of main; only its run knows the version.
    waiting: { run: first.result.run.id, version: null, mayApprove: true },
  })
  await team.sandbox.clearRequests()
  expect(await manager.json(line)).toMatchObject({ exitCode: 8, steps: [], result: first.result })
  expect(await manager.writes()).toEqual([])
  expect(await team.answers('staging')).toMatchObject({ version: '0.2.0' })

  expect(await manager.json(`release approve production ${fast}`, 'olga')).toMatchObject({
    exitCode: 0,
    result: {
      approvals: [{ environment: 'production', from: '0.2.0', to: '0.1.0', decision: 'approved' }],
    },
  })
  expect(await team.answers('production')).toMatchObject({ version: '0.1.0' })
  expect((await manager.runs('production')).digest).not.toBe(before.digest)
  expect(await team.answers('staging')).toMatchObject({ version: '0.2.0' })
  expect(await latest()).toBe('0.2.0')
  expect(await manager.json(line)).toMatchObject({ exitCode: 0, outcome: 'nothing-to-do', steps: [] })
  const again = await manager.rel(`release rollback --redeploy ${fast}`)
  expect([again.exitCode, again.stdout]).toEqual([
    0,
    expect.stringContaining('production was already rolled back from 0.2.0 to 0.1.0'),
  ])
})

test('rolls forward to the version that production ran before, through the same gate', async () => {
  const line = `release rollback --redeploy --to 0.2.0 ${fast}`
  expect(await manager.json(line)).toMatchObject({
    exitCode: 8,
    steps: [{ workflow: 'deploy.yml', inputs: { version: '0.2.0', rollback: 'false' } }],
    result: { mode: 'redeploy', from: '0.1.0', to: '0.2.0' },
  })
  expect(await manager.json(`release approve production ${fast}`, 'olga')).toMatchObject({ exitCode: 0 })
  expect(await team.answers('production')).toMatchObject({ version: '0.2.0' })
  expect(await manager.json(line)).toMatchObject({ exitCode: 0, outcome: 'nothing-to-do', steps: [] })
})

test('deploys the next release after a rollback', async () => {
  expect(await manager.nextVersion('third')).toBe('0.3.0')
  await releaseNext()
  expect(await team.answers('staging')).toMatchObject({ version: '0.3.0' })
  expect(await team.answers('production')).toMatchObject({ version: '0.3.0' })
  expect(await latest()).toBe('0.3.0')
})
