import { afterAll, beforeAll, expect, test } from 'vitest'
import { reintegrationsOf } from '../support/outcomes.js'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

/** The hotfix 0.1.1 is deployed to production while 0.2.0, which does not have it, is waiting for approval. */
let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
  manager = releaseManager(team)
}, 240_000)
afterAll(() => team?.stop())

const approve = (stage: string, version: string) =>
  manager.json(`release approve ${stage} --version ${version} ${fast}`)

test('deploys a hotfix to production while a release is waiting for approval', async () => {
  for (const branch of ['first', 'second']) {
    await manager.nextVersion(branch)
    expect((await manager.json(`release publish ${fast}`)).exitCode).toBe(8)
    if (branch === 'second') break
    for (const stage of ['staging', 'production']) expect((await approve(stage, '0.1.0')).exitCode).toBe(0)
  }
  expect((await manager.rel('hotfix start fix --yes', 'dev')).exitCode).toBe(0)
  await team.commit('hotfix/fix', { 'fixed.txt': 'fixed' }, 'origin/hotfix/fix')
  expect((await manager.rel('hotfix start fix --yes', 'dev')).exitCode).toBe(0)
  const [pull] = await team.api('dev', 'GET', '/pulls?state=open&base=release/0.1.0')
  await team.merge(pull.number)
  await team.idle()
  expect((await approve('production', '0.1.1')).exitCode).toBe(0)
  await team.idle()
  expect(await team.answers('production')).toMatchObject({ version: '0.1.1' })
}, 120_000)

test('deploys the release without the hotfix to staging, and lists only its changes', async () => {
  const { result } = await approve('staging', '0.2.0')
  expect(result.approvals).toMatchObject([{ from: '0.1.0', to: '0.2.0', prs: [3] }])
  expect(await team.answers('staging')).toMatchObject({ version: '0.2.0' })
})

const missingText = '0.2.0 is missing 1 hotfix commit of 0.1.1 that production runs.'
test('refuses it in production, from the terminal and the web page, even after the reintegration', async () => {
  await team.sandbox.clearRequests()
  const [reintegration] = await reintegrationsOf(team)
  expect(await manager.json(`release approve production ${fast}`)).toMatchObject({
    exitCode: 3,
    error: {
      message: missingText,
      hint: `Merge #${reintegration!.number}, then publish the next draft. Or override by name: --force missing-hotfixes.`,
    },
  })
  expect(await manager.writes()).toEqual([])

  await team.merge(reintegration!.number)
  await team.idle()
  const [run] = (await team.api('dev', 'GET', '/actions/runs?event=release&branch=0.2.0')).workflow_runs
  await manager.review(run)
  const { jobs } = await team.api('dev', 'GET', `/actions/runs/${run.id}/jobs`)
  const refused = jobs.find((job: Json) => job.name === 'production / deploy')
  expect(refused.conclusion).toBe('failure')
  expect(String(await team.api('dev', 'GET', `/actions/jobs/${refused.id}/logs`))).toContain(missingText)
  expect(await team.answers('production')).toMatchObject({ version: '0.1.1' })
}, 60_000)

test('deploys the next draft of main, which has the hotfix', async () => {
  const { result } = await manager.json('release show')
  expect(result).toMatchObject({ version: '0.3.0', draft: true })
  expect(result.notes).toContain('Reintegrate 0.1.1 into main')
  expect((await manager.json(`release publish ${fast}`)).exitCode).toBe(8)
  for (const stage of ['staging', 'production']) expect((await approve(stage, '0.3.0')).exitCode).toBe(0)
  expect(await team.answers('production')).toMatchObject({ version: '0.3.0' })
}, 60_000)
