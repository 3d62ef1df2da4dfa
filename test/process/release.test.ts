import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
}, 120_000)
afterAll(() => team?.stop())

test('published, approved twice, deployed twice', async () => {
  const commit = await team.head()
  await team.draft('1.4.0', commit)
  await team.publish('1.4.0')
  await team.idle()
  console.log((await team.jobs('event=release')).join('\n'))
  console.log(await team.log('Release / plan'))
}, 120_000)
