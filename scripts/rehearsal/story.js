import { readFileSync } from 'node:fs'
import { adopting } from './adopting.js'
import { feature } from './feature.js'
import { dispatching, gates } from './gates.js'
import { hotfix } from './hotfix.js'
import { release, tampering } from './release.js'
import { isSilent, teamOf } from './team.js'

/** The whole process, chapter by chapter, from a GitHub that was not there before to one that is gone. */
export async function story(stage) {
  const { folder, say, rel, check } = stage

  say('A GitHub of our own')
  await rel(folder, 'sandbox start --dir . --detach')
  const { pid } = await stage.open()
  check('the sandbox runs', process.kill(pid, 0))
  for (const name of ['widgets', 'gadgets']) {
    const team = teamOf(stage, name)
    check(`dev runs main of ${name}`, (await team.answers('dev'))?.commit === (await team.main()))
  }
  const address = await teamOf(stage, 'widgets').addressOf('dev')

  await adopting(stage)
  await feature(stage)
  await release(stage)
  await hotfix(stage)
  // Nothing that gadgets do concerns widgets.
  await Promise.all([gates(stage).then(() => tampering(stage)), stage.aside(dispatching)])

  say('The end')
  await rel(folder, 'sandbox stop --dir .')
  check('no process is left', !isAlive(pid))
  check('no service is left', await isSilent(address))
}

/** A process that has ended but that nobody has asked after (a zombie, where nothing reaps) is not alive. */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
