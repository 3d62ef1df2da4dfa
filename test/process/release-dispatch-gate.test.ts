import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

/** With dispatched gates: which versions wait and which do not. Production ran 0.1.0 and runs 0.2.0. */
let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  manager = releaseManager(team)
  await manager.configure('environments: [preview, dev, staging, production]\ngates: dispatch\n')
  for (const branch of ['', 'second']) {
    if (branch) await manager.nextVersion(branch)
    for (const line of ['publish', 'approve staging', 'approve production'])
      await manager.json(`release ${line} ${fast}`)
  }
}, 240_000)
afterAll(() => team?.stop())

test('a rolled-back version is approved only by its name', async () => {
  expect(await manager.json(`release rollback --redeploy ${fast}`)).toMatchObject({ exitCode: 0 })
  expect(await team.answers('production')).toMatchObject({ version: '0.1.0' })
  for (const environment of ['', 'production'])
    expect(await manager.rel(`release approve ${environment} --yes`)).toMatchObject({
      exitCode: 0,
      stdout:
        'Nothing to do: production ran 0.2.0 and was rolled back to 0.1.0. To deploy 0.2.0 again, run `rel release approve production --version 0.2.0`.',
    })
  expect(await manager.json(`release approve production --version 0.2.0 ${fast}`)).toMatchObject({
    exitCode: 0,
  })
  expect(await team.answers('production')).toMatchObject({ version: '0.2.0' })
})

test('a release published as a pre-release waits at a gate only after its run was repeated', async () => {
  expect(await manager.nextVersion('marked')).toBe('0.3.0')
  const drafts: readonly Json[] = await team.api('rosa', 'GET', '/releases')
  const path = `/releases/${drafts.find(({ draft }) => draft)!.id}`
  await team.api('rosa', 'PATCH', path, { draft: false, prerelease: true })
  await team.idle()
  for (const line of [`release publish 0.3.0 ${fast}`, 'release watch 0.3.0'])
    expect(await manager.json(line)).toMatchObject({
      exitCode: 3,
      error: { code: 'refused', message: '0.3.0 is marked as a pre-release, so it is not deployed.' },
    })
  await team.api('rosa', 'PATCH', path, { prerelease: false })
  const { exitCode, error } = await manager.json(`release publish ${fast}`)
  const [run] = (await team.api('dev', 'GET', '/actions/workflows/release.yml/runs')).workflow_runs
  expect([exitCode, error.message]).toEqual([
    1,
    expect.stringMatching(/ended without deploying\.\n.*Decision: 0\.3\.0 is a pre-release/),
  ])
  expect(error.hint).toContain(`Run \`gh run rerun ${run.id}\` to repeat it.`)
  expect(await manager.json(`release approve staging ${fast}`)).toMatchObject({ outcome: 'nothing-to-do' })
  await team.api('rosa', 'POST', `/actions/runs/${run.id}/rerun`)
  await team.idle()
  expect(await manager.json(`release publish ${fast}`)).toMatchObject({ exitCode: 8 })
  expect(await manager.json(`release approve staging ${fast}`)).toMatchObject({ exitCode: 0 })
  expect(await team.answers('staging')).toMatchObject({ version: '0.3.0' })
})
