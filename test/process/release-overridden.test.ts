import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'

let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
  manager = releaseManager(team)
}, 240_000)
afterAll(() => team?.stop())

test('refuses while a newer run of main is in progress; an override is noted in the release', async () => {
  expect(await manager.nextVersion('fifth')).toBe('0.1.0')
  await team.commit('sixth', {
    'sixth.txt': 'a',
    'test/slow.test.js': 'await new Promise((done) => setTimeout(done, 20_000))\n',
  })
  await team.merge(await team.open('sixth'))
  await expect
    .poll(() => team.api('dev', 'GET', '/actions/runs?event=push&status=in_progress'), { timeout: 60_000 })
    .toMatchObject({ total_count: 1 })
  const refused = await manager.json('release publish --yes')
  expect(refused).toMatchObject({ exitCode: 3, error: { code: 'refused' } })
  expect(refused.error.hint).toContain('--force main-build-pending')
  // The token of the workflow may not create the branch; a maintainer may.
  await team.api('olga', 'POST', '/rulesets', {
    name: 'lines',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/heads/release/**'], exclude: [] } },
    rules: [{ type: 'creation' }],
    bypass_actors: [{ actor_id: 2, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
  })
  const published = await manager.json('release publish --force main-build-pending --yes --no-wait')
  expect(published.exitCode).toBe(0)
  const release = await team.api('dev', 'GET', '/releases/tags/0.1.0')
  expect(release.body).toMatch(
    /<!-- rel-forced: main-build-pending -->\n> \*\*Overridden by rosa\*\*\n> - `main-build-pending`: The main workflow is running for/,
  )

  // Neither gate is reached yet: each is waited for and then approved.
  const approved = await manager.json(`release approve staging production ${fast}`)
  expect(approved).toMatchObject({
    exitCode: 0,
    steps: [{ environments: [{ name: 'staging' }] }, { environments: [{ name: 'production' }] }],
    result: {
      approvals: [
        { environment: 'staging', to: '0.1.0', decision: 'approved' },
        { environment: 'production', from: null, to: '0.1.0', deployed: { version: '0.1.0' } },
      ],
    },
  })
  expect(await team.log('Release / branch')).toMatch(/GitHub refused the branch release\/0\.1\.0/)
  expect(await team.jobs('event=release&branch=0.1.0')).toContain('Release / branch: success')
  expect(await manager.json('release publish 0.1.0')).toMatchObject({
    exitCode: 0,
    steps: [{ kind: 'create-branch', branch: 'release/0.1.0', status: 'done' }],
  })
  await team.idle()
})
