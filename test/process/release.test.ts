import { afterAll, beforeAll, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { relJson, runRel } from '../support/transcript.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
}, 120_000)
afterAll(() => team?.stop())

const as = (login: string) => ({ env: { GH_TOKEN: team.sandbox.token(login) } })

test('published, approved twice, deployed twice', async () => {
  const log = async (line: string, who = 'rosa') =>
    console.log(line, '\n', Object.values(await runRel(team.sandbox, line, as(who))).join('\n--\n'))
  await log('release publish --yes --interval 100ms')
  await log('release approve staging --yes', 'dev')
  await log('release approve staging --dry-run')
  await log('release approve staging --yes --interval 100ms')
  await log('release approve production --yes --interval 100ms --comment go')
  await log('release approve production --yes --interval 100ms --comment go')
  await log('release publish')
  await log('release watch')
  console.log(JSON.stringify(await relJson(team.sandbox, 'release approve', as('rosa')), null, 1))
  console.log(await team.answers('production'))
}, 120_000)
