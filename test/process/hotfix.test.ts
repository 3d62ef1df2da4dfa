import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { relJson, runRel } from '../support/transcript.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
}, 120_000)
afterAll(() => team?.stop())

const as = (login: string) => ({ env: { GH_TOKEN: team.sandbox.token(login) } })
const say = async (line: string, who = 'rosa') => {
  const told = await runRel(team.sandbox, line, as(who))
  console.log(`$ rel ${line}\n${Object.values(told).join('\n--\n')}`)
  return told
}

test('the whole story', async () => {
  await say('release draft --version 1.4.0')
  await say('release publish --yes --interval 100ms')
  await say('release approve staging --yes --interval 100ms')
  await say('release approve production --yes --interval 100ms')
  await team.commit('login', { 'login.txt': 'fixed' })
  const fix = await team.open('login')
  await team.merge(fix)
  await team.commit('later', { 'later.txt': 'later' })
  await team.merge(await team.open('later'))
  await team.idle()
  await say(`hotfix start login --pick ${fix} --yes`, 'dev')
  await say('hotfix deploy --yes --interval 100ms --pr 4', 'dev')
  console.log(await team.answers('hotfix'))
  await team.merge(4)
  await team.idle()
  console.log((await team.jobs('branch=release/1.4.0')).join('\n'))
  for (const name of ['plan', 'release', 'reintegrate']) console.log(await team.log(`Hotfix release / ${name}`))
  await say('release approve production --yes --interval 100ms')
  await team.idle()
  console.log((await team.jobs('branch=release/1.4.0')).join('\n'))
  for (const name of ['plan', 'release', 'finalise', 'reintegrate']) console.log(await team.log(`Hotfix release / ${name}`))
  console.log(await team.answers('production'), await team.answers('staging'))
  console.log(JSON.stringify(await team.api('dev', 'GET', '/releases'), null, 1))
  await say('hotfix status')
  await say('hotfix list')
}, 200_000)
