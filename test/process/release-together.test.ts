import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam({ gadgets: true })
  for (const repository of [team, team.of('gadgets')]) await repository.guard('staging', 'production')
  manager = releaseManager(team)
}, 240_000)
afterAll(() => team?.stop())

const bothRepositories = '-R acme/widgets -R acme/gadgets'

test('approves both gates of two repositories with one command', async () => {
  for (const name of ['widgets', 'gadgets'])
    expect(await manager.json(`release publish ${fast} -R acme/${name}`)).toMatchObject({
      exitCode: 8,
      result: { version: '0.1.0', waiting: { environment: 'staging' } },
    })

  await team.sandbox.clearRequests()
  const stranger = await manager.json(`release approve staging production --yes ${bothRepositories}`, 'dev')
  expect(stranger).toMatchObject({ exitCode: 4, error: { code: 'permission' } })
  expect(stranger.error.message).toContain('in acme/widgets')
  expect(stranger.error.message).toContain('in acme/gadgets')
  expect(await manager.writes()).toEqual([])

  const approved = await manager.json(`release approve staging production ${fast} ${bothRepositories}`)
  expect(approved).toMatchObject({ exitCode: 0, outcome: 'done' })
  expect(
    approved.result.approvals.map(({ repository, environment, decision, deployed }: Json) =>
      [repository, environment, decision, deployed?.version].join(' '),
    ),
  ).toEqual([
    'acme/widgets staging approved 0.1.0',
    'acme/gadgets staging approved 0.1.0',
    'acme/widgets production approved 0.1.0',
    'acme/gadgets production approved 0.1.0',
  ])
  for (const repository of [team, team.of('gadgets')])
    expect(await repository.answers('production')).toMatchObject({
      version: '0.1.0',
      service: repository.name,
    })
  expect(await manager.json(`release approve ${bothRepositories}`)).toMatchObject({
    exitCode: 0,
    outcome: 'nothing-to-do',
  })
})

test('approves one repository if the other has no waiting deployment', async () => {
  expect(await manager.nextVersion('more')).toBe('0.2.0')
  await manager.rel(`release publish ${fast}`)
  const rejected = await manager.json(`release reject staging --yes ${bothRepositories}`)
  expect(rejected).toMatchObject({
    exitCode: 0,
    outcome: 'done',
    result: { approvals: [{ repository: 'acme/widgets', to: '0.2.0', decision: 'rejected' }] },
  })
  expect(rejected.result.approvals).toHaveLength(1)
})

test('does not approve a version superseded at staging, and reports only the deployed one', async () => {
  for (const version of ['0.3.0', '0.4.0']) {
    expect(await manager.nextVersion(`towards-${version}`)).toBe(version)
    expect(await manager.json(`release publish ${fast}`)).toMatchObject({ exitCode: 8 })
  }
  await manager.json(`release approve staging ${fast}`)
  const supersededText = (environment: string): string =>
    `0.3.0 for ${environment} is superseded: staging runs 0.4.0. Run \`rel release reject staging --version 0.3.0\` to end its run.`
  for (const environment of ['staging', 'production'])
    expect(await manager.rel(`release approve ${environment} --version 0.3.0 ${fast}`)).toMatchObject({
      exitCode: 0,
      stdout: `Nothing to do: ${supersededText(environment)}`,
      stderr: '',
    })
  const { result } = await manager.json(`release approve production ${fast}`)
  expect(result.approvals).toMatchObject([{ to: '0.4.0', deployed: { version: '0.4.0' } }])
  expect(await manager.json('release reject staging --version 0.3.0 --yes')).toMatchObject({
    result: { approvals: [{ to: '0.3.0', decision: 'rejected' }] },
  })
})
