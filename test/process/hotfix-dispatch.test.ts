import { afterAll, beforeAll, expect, test } from 'vitest'
import { releasesOf, reintegrationsOf } from '../support/outcomes.js'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'

/** A hotfix with `gates: dispatch`, on one server. The tests depend on each other. */
let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  manager = releaseManager(team)
  await manager.configure(
    'environments: [dev, staging, production, hotfix]\ngates: dispatch\napprovers: [rosa]\n',
  )
}, 240_000)
afterAll(() => team?.stop())

const releases = () => releasesOf(team)
const reintegrations = () => reintegrationsOf(team)
/** Merges a fix into the line of 0.1.0. */
const fix = async (name: string): Promise<void> => {
  const started = await manager.rel(`hotfix start ${name} --yes`, 'dev')
  expect(started.exitCode, started.stderr).toBe(0)
  await team.commit(`hotfix/${name}`, { [`${name}.txt`]: name }, `origin/hotfix/${name}`)
  await team.merge(await team.open(`hotfix/${name}`, [], 'release/0.1.0'))
  await team.idle()
}

test('deploys 0.1.0 to production, and merges a change to main', async () => {
  await manager.json(`release publish ${fast}`)
  const approved = await manager.json(`release approve staging production ${fast}`)
  expect(approved).toMatchObject({ exitCode: 0 })
  expect(await team.answers('production')).toMatchObject({ version: '0.1.0' })
  await manager.nextVersion('later')
})

test('ends the run of a merged hotfix after its promotion; approving deploys it', async () => {
  await fix('login')
  expect(await team.jobs('event=push&branch=release/0.1.0&per_page=1')).toEqual(
    expect.arrayContaining(['Hotfix release / promote: success', 'Hotfix release / production: skipped']),
  )
  expect(await releases()).toEqual(['0.1.0 latest', '0.1.1 pre-release'])
  expect(await team.answers('production')).toMatchObject({ version: '0.1.0' })
  expect(await manager.json('release approve --yes', 'dev')).toMatchObject({ exitCode: 4 })

  const approved = await manager.json(`release approve production ${fast}`)
  expect(approved).toMatchObject({
    exitCode: 0,
    steps: [{ kind: 'dispatch-workflow', workflow: 'deploy.yml', status: 'done' }],
    result: {
      approvals: [
        {
          environment: 'production',
          from: '0.1.0',
          to: '0.1.1',
          decision: 'approved',
          deployed: { version: '0.1.1' },
        },
      ],
    },
  })
  await team.idle()
  const { sha: commit } = (await team.api('dev', 'GET', '/git/ref/heads/release/0.1.0')).object
  expect(await team.answers('production')).toMatchObject({ version: '0.1.1', commit })
  expect(await team.answers('staging')).toMatchObject({ version: '0.1.0' })
})

test('marks the hotfix as latest, and reintegrates it', async () => {
  expect(await releases()).toEqual(['0.1.0', '0.1.1 latest'])
  const [reintegration, ...rest] = await reintegrations()
  expect(rest).toEqual([])
  expect(reintegration).toMatchObject({
    head: { ref: 'reintegrate/0.1.1' },
    user: { login: 'github-actions[bot]' },
  })
  await team.merge(reintegration!.number)
  await team.idle()
  expect((await manager.json('hotfix status')).result).toMatchObject({ missing: 0 })
})

test('keeps a rejected hotfix as a pre-release, and reports the rejection', async () => {
  await fix('second')
  const rejected = await manager.json("release reject production --yes --comment 'Not before the weekend'")
  expect(rejected).toMatchObject({ exitCode: 0, steps: [{ kind: 'dispatch-workflow' }] })
  await team.idle()
  expect(await manager.json(`release approve production ${fast}`)).toMatchObject({
    exitCode: 3,
    error: { message: '0.1.2 for production was rejected by rosa: Not before the weekend.' },
  })
  expect(await manager.json('release watch 0.1.2 --interval 200ms', 'dev')).toMatchObject({
    exitCode: 3,
    error: { message: '0.1.2 for production was rejected by rosa: Not before the weekend' },
    result: { branch: 'release/0.1.0' },
  })
  expect(await team.answers('production')).toMatchObject({ version: '0.1.1' })
  expect(await releases()).toEqual(['0.1.0', '0.1.1 latest', '0.1.2 pre-release'])
  expect(await reintegrations()).toEqual([])
})

test('approves it later, even after its reintegration; a hotfix is not deployed to staging', async () => {
  const reintegrated = await manager.json('hotfix reintegrate 0.1.2 --yes', 'dev')
  await team.merge(reintegrated.result.pr.number)
  await team.idle()
  const approved = await manager.json(`release approve production --version 0.1.2 ${fast}`)
  expect(approved.exitCode, JSON.stringify(approved)).toBe(0)
  await team.idle()
  expect(await team.answers('production')).toMatchObject({ version: '0.1.2' })
  expect(await team.answers('staging')).toMatchObject({ version: '0.1.0' })
  expect(await releases()).toEqual(['0.1.0', '0.1.1', '0.1.2 latest'])
  expect(await manager.json('release watch --interval 200ms', 'dev')).toMatchObject({
    exitCode: 0,
    result: { version: '0.1.2', branch: 'release/0.1.0' },
  })
})
