import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam({ gadgets: true })
  for (const one of [team, team.of('gadgets')]) await one.guard('staging', 'production')
  manager = releaseManager(team)
}, 240_000)
afterAll(() => team?.stop())

const both = '-R acme/widgets -R acme/gadgets'

test('two services go to production together: both gates of both repositories, with one command', async () => {
  for (const name of ['widgets', 'gadgets'])
    expect(await manager.json(`release publish ${fast} -R acme/${name}`)).toMatchObject({
      exitCode: 8,
      result: { version: '0.1.0', waiting: { environment: 'staging' } },
    })

  await team.sandbox.clearRequests()
  const stranger = await manager.json(`release approve staging production --yes ${both}`, 'dev')
  expect(stranger).toMatchObject({ exitCode: 4, error: { code: 'permission' } })
  expect(stranger.error.message).toContain('in acme/widgets')
  expect(stranger.error.message).toContain('in acme/gadgets')
  expect(await manager.writes()).toEqual([])

  const approved = await manager.json(`release approve staging production ${fast} ${both}`)
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
  for (const one of [team, team.of('gadgets')])
    expect(await one.answers('production')).toMatchObject({ version: '0.1.0', service: one.name })
  expect(await manager.json(`release approve ${both}`)).toMatchObject({
    exitCode: 0,
    outcome: 'nothing-to-do',
  })
})

test('one of them has nothing at its gate: the other goes on', async () => {
  expect(await manager.nextVersion('more')).toBe('0.2.0')
  await manager.rel(`release publish ${fast}`)
  const rejected = await manager.json(`release reject staging --yes ${both}`)
  expect(rejected).toMatchObject({
    exitCode: 0,
    outcome: 'done',
    result: { approvals: [{ repository: 'acme/widgets', to: '0.2.0', decision: 'rejected' }] },
  })
  expect(rejected.result.approvals).toHaveLength(1)
})

test('one that was overtaken at staging stays outside, and only what was deployed counts as deployed', async () => {
  for (const version of ['0.3.0', '0.4.0']) {
    expect(await manager.nextVersion(`towards-${version}`)).toBe(version)
    expect(await manager.json(`release publish ${fast}`)).toMatchObject({ exitCode: 8 })
  }
  await manager.json(`release approve staging ${fast}`)
  const outside = (place: string): string =>
    `${place} of 0.3.0 stays outside: staging runs 0.4.0, which is newer. \`rel release reject staging --version 0.3.0\` ends its run.`
  for (const place of ['staging', 'production'])
    expect(await manager.rel(`release approve ${place} --version 0.3.0 ${fast}`)).toMatchObject({
      exitCode: 0,
      stdout: `Nothing to do: ${outside(place)}`,
      stderr: '',
    })
  const { result } = await manager.json(`release approve production ${fast}`)
  expect(result.approvals).toMatchObject([{ to: '0.4.0', deployed: { version: '0.4.0' } }])
  expect(await manager.json('release reject staging --version 0.3.0 --yes')).toMatchObject({
    result: { approvals: [{ to: '0.3.0', decision: 'rejected' }] },
  })
})
