import { execFile, fork } from 'node:child_process'
import { mkdtemp, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from './source.js'

const program = fileURLToPath(new URL('vitest.js', import.meta.url))
const longest = 10 * 60_000

/** What vitest tells its own tests is not for the tests that these run. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$)/.test(name)),
)

/**
 * Runs tests on the build in `folder`, and answers `{tests, errors}`; throws if they do not come to their end. Leaves neither a
 * process nor a file outside the folder.
 */
export async function runTests(folder, job, signal) {
  const temporary = await mkdtemp(join(folder, 'tmp-'))
  signal.throwIfAborted()
  const child = fork(program, [JSON.stringify(job)], {
    cwd: root,
    env: { ...environment, REL_BUILD: folder, TMPDIR: temporary },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  let result = null
  child.stderr.on('data', (text) => (said = `${said}${text}`.slice(-2000)))
  child.on('message', (message) => (result = message))
  const ended = new Promise((settle) => child.once('exit', settle))
  const ending = AbortSignal.any([signal, AbortSignal.timeout(longest)])
  const stop = () => child.connected && child.send('stop')
  ending.addEventListener('abort', stop)
  const interrupted = new Promise((settle) => ending.addEventListener('abort', settle))
  await Promise.race([
    ended,
    interrupted.then(() => Promise.race([ended, sleep(10_000, null, { ref: false })])),
  ])
  ending.removeEventListener('abort', stop)
  if (ending.aborted) kill(child.pid)
  await ended
  await stopSandboxes(join(folder, 'bin', 'run.cjs'), temporary)
  signal.throwIfAborted()
  if (ending.aborted) throw new Error(`the tests did not end in ${longest / 60_000} minutes`)
  if (!result) throw new Error(`the tests did not run: ${said.trim() || 'no word on why'}`)
  return result
}

/** Ends the whole group of processes. */
function kill(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** A sandbox's server outlives the test that was killed. */
async function stopSandboxes(binary, temporary) {
  const files = await readdir(temporary, { recursive: true }).catch(() => [])
  for (const file of files.filter((one) => one.endsWith(join('.sandbox', 'server.json')))) {
    const directory = dirname(dirname(join(temporary, file)))
    const words = [binary, 'sandbox', 'stop', '--dir', directory]
    await promisify(execFile)(process.execPath, words).catch(() => null)
  }
}
