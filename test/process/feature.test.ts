import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
}, 120_000)
afterAll(() => team?.stop())

test('dev runs main', async () => {
  const { commit } = await team
    .api('dev', 'GET', '/branches/main')
    .then(({ commit: { sha } }) => ({ commit: sha }))
  const jobs = await team.jobs('event=push&branch=main')
  if (!jobs.length || jobs.some((job) => job.includes('failure'))) {
    console.log(
      jobs,
      await team.log('Main branch / build / build'),
      await team.log('Main branch / deploy dev / deploy'),
    )
    const { workflow_runs: runs } = await team.api('dev', 'GET', '/actions/runs?per_page=100')
    for (const run of runs)
      console.log(
        run.name,
        run.event,
        run.conclusion,
        (await team.sandbox.api(null, 'GET', `${team.sandbox.url}/_sandbox/runner/runs/${run.id}`)).body.run
          ?.findings,
      )
  }
  expect(await team.answers('dev')).toEqual({
    service: 'widgets',
    version: 'none',
    commit,
    environment: 'dev',
  })
})
