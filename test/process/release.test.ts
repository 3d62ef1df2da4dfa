import { afterAll, beforeAll, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { relJson, runRel } from '../support/transcript.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
}, 120_000)
afterAll(() => team?.stop())

const rosa = () => ({ env: { GH_TOKEN: team.sandbox.token('rosa') } })

test('published, approved twice, deployed twice', async () => {
  const commit = await team.head()
  await team.draft('1.4.0', commit)
  console.log(await runRel(team.sandbox, 'release publish --dry-run', rosa()))
  console.log(await runRel(team.sandbox, 'release publish --yes --interval 100ms', rosa()))
  console.log(
    JSON.stringify(await relJson(team.sandbox, 'release publish --yes --interval 100ms', rosa()), null, 1),
  )
}, 120_000)
