import { readFileSync } from 'node:fs'
import { feature } from './feature.js'
import { dispatching, gates } from './gates.js'
import { hotfix } from './hotfix.js'
import { release, tampering } from './release.js'
import { isUnreachable, repositoryOf } from './repository.js'
import { setup } from './setup.js'

/** The whole process, chapter by chapter, from starting the sandbox to stopping it. */
export async function rehearse(tools) {
  const { folder, heading, rel, check } = tools

  heading('Start the sandbox')
  await rel(folder, 'sandbox start --dir . --detach')
  const { pid } = await tools.connect()
  check('the sandbox runs', process.kill(pid, 0))
  for (const name of ['widgets', 'gadgets']) {
    const repository = repositoryOf(tools, name)
    check(
      `dev runs main of ${name}`,
      (await repository.readVersion('dev'))?.commit === (await repository.main()),
    )
  }
  const address = await repositoryOf(tools, 'widgets').readAddress('dev')

  await setup(tools)
  await feature(tools)
  await release(tools)
  await hotfix(tools)
  // gadgets and widgets do not affect each other.
  await Promise.all([gates(tools).then(() => tampering(tools)), tools.inParallel(dispatching)])

  heading('Stop the sandbox')
  await rel(folder, 'sandbox stop --dir .')
  check('no process is left', !isAlive(pid))
  check('no deployed service is left', await isUnreachable(address))
}

/** A process that has ended but was not waited for (a zombie) is not alive. */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
