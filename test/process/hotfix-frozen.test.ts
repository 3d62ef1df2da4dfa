import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitAt } from '../support/hotfix.js'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  manager = releaseManager(team)
  await team.guard('production')
  await gitAt(team.sandbox, 'fetch', '--quiet')
  await gitAt(team.sandbox, 'push', '--quiet', 'origin', 'origin/main:refs/tags/1.4.0')
  await manager.configure(
    'freeze: [{from: 2020-01-01T00:00:00Z, to: 2100-01-01T00:00:00Z, reason: The year ends}]\n',
  )
  await gitAt(team.sandbox, 'fetch', '--quiet', '--tags')
  await team.commit('release/1.4.0', { 'fix.txt': 'fix' }, '1.4.0')
  await team.idle()
}, 240_000)
afterAll(() => team?.stop())

const released = (): Promise<Json> => team.api('dev', 'GET', '/releases/tags/1.4.1')
const hotfixRun = async (): Promise<Json> =>
  (await team.api('dev', 'GET', '/actions/workflows/hotfix-release.yml/runs')).workflow_runs[0]
const frozen = 'Releases are frozen until 2100-01-01T00:00:00Z: The year ends.'

test('refuses a hotfix at its gate, and after it, during a freeze', async () => {
  expect(await manager.json('release approve production --yes')).toMatchObject({
    exitCode: 3,
    error: { code: 'refused', message: frozen },
  })
  expect(await manager.json('release approve production --yes --force freeze')).toMatchObject({ exitCode: 2 })
  // Somebody approves it on the web page, which does not know the freeze.
  await manager.review(await hotfixRun())
  const log = await team.log('Hotfix release / production / deploy')
  expect(log).toContain('Releases are frozen until 2100-01-01 00:00 UTC: The year ends.')
  expect(log).toContain('rel release approve production --force freeze --reason')
  expect(await released()).toMatchObject({ prerelease: true })
  expect(await team.answers('production')).toBeNull()
}, 120_000)

test('deploys it after an override, and records the reason in the release', async () => {
  await team.api('rosa', 'POST', `/actions/runs/${(await hotfixRun()).id}/rerun-failed-jobs`)
  await team.reaches('production', 'waiting')
  const overriding = "release approve production --force freeze --reason 'A hole in the fence'"
  expect(await manager.json(`${overriding} --dry-run`)).toMatchObject({
    exitCode: 0,
    steps: [{ kind: 'note-release' }, { kind: 'review-deployments' }],
  })
  expect(await manager.json(`${overriding} ${fast}`)).toMatchObject({
    exitCode: 0,
    result: { approvals: [{ to: '1.4.1', decision: 'approved', deployed: { version: '1.4.1' } }] },
  })
  await team.idle()
  const { body, prerelease } = await released()
  expect(body).toContain('* Change release/1.4.0')
  expect(body).toContain('<!-- rel-forced: freeze -->\n> **Overridden by rosa**: A hole in the fence\n')
  expect(prerelease).toBe(false)
  expect(await team.answers('production')).toMatchObject({ version: '1.4.1' })
}, 120_000)

test('asks for no approval when the run is repeated and production runs it already', async () => {
  await team.api('olga', 'PATCH', `/releases/${(await released()).id}`, { prerelease: true })
  const { id } = await hotfixRun()
  await team.api('rosa', 'POST', `/actions/runs/${id}/rerun`)
  await team.idle()
  expect(await hotfixRun()).toMatchObject({ id, conclusion: 'success' })
  expect(await team.jobs('event=push&branch=release/1.4.0')).toEqual(
    expect.arrayContaining([
      'Hotfix release / finalise: success',
      'Hotfix release / production: skipped',
      'Hotfix release / reintegrate: success',
    ]),
  )
  expect(await released()).toMatchObject({ prerelease: false })
}, 120_000)
