import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'

let team: Team
beforeAll(async () => {
  team = await openTeam({ shared: true })
}, 120_000)
afterAll(() => team?.stop())

test('shared workflows do what copied ones do: build, test, `ci`, a label, a deployment, and its end', async () => {
  const main = (await team.api('dev', 'GET', '/branches/main')).commit.sha
  expect(await team.answers('dev')).toMatchObject({ commit: main })
  const commit = await team.commit('feature/shared', { 'shared.txt': 'a' })
  const number = await team.open('feature/shared', ['deploy'])
  await team.idle()
  expect(await team.answers('preview/feature-shared')).toMatchObject({ commit })
  const jobs = await team.jobs(`head_sha=${commit}`)
  expect(jobs).toEqual(
    expect.arrayContaining([
      'Feature branch / build / build: success',
      'Feature branch / build / test: success',
      'Feature branch / ci: success',
      'Feature branch / feature-branch / plan: success',
    ]),
  )
  expect(jobs.filter((job) => /failure/.test(job))).toEqual([])
  await team.unlabel(number, 'deploy')
  await team.idle()
  expect(await team.answers('preview/feature-shared')).toBeNull()
}, 120_000)
