import { execFile, fork } from 'node:child_process'
import { mkdtemp, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from './source.js'

const program = fileURLToPath(new URL('vitest.js', import.meta.url))
const timeout = 10 * 60_000

/** Without the variables that vitest sets for its own tests. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$)/.test(name)),
)

/**
 * Runs tests on the build in `folder` and returns `{tests, errors}`; throws if they do not finish. Leaves no process, and no file
 * outside the folder.
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
  let errorOutput = ''
  let result = null
  child.stderr.on('data', (text) => (errorOutput = `${errorOutput}${text}`.slice(-2000)))
  child.on('message', (message) => (result = message))
  const ended = new Promise((settle) => child.once('exit', settle))
  const ending = AbortSignal.any([signal, AbortSignal.timeout(timeout)])
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
  if (ending.aborted) throw new Error(`the tests did not finish within ${timeout / 60_000} minutes`)
  if (!result) throw new Error(`the tests did not run: ${errorOutput.trim() || 'no error output'}`)
  return result
}

/** Kills the whole process group. */
function kill(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** Stops sandbox servers, which outlive a test that was killed. */
async function stopSandboxes(binary, temporary) {
  const files = await readdir(temporary, { recursive: true }).catch(() => [])
  for (const file of files.filter((path) => path.endsWith(join('.sandbox', 'server.json')))) {
    const directory = dirname(dirname(join(temporary, file)))
    const args = [binary, 'sandbox', 'stop', '--dir', directory]
    await promisify(execFile)(process.execPath, args).catch(() => null)
  }
}
