import { fstatSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type * as App from '../run.js'
import { loadApp } from './app.js'
import { reportFailures } from './failure.js'
import { answerStatically, type Stream } from './static.js'

const { arch, argv, env, platform, version } = process
const isWindows = platform === 'win32'
reportFailures(argv.slice(2))

/** Loads `node:tty` (3 % of Node's start) only for character devices, such as terminals. */
const isTerminal = (stream: Stream): boolean =>
  (isWindows || fstatSync(descriptor[stream]).isCharacterDevice()) && process[stream].isTTY === true
const descriptor = { stdout: 1, stderr: 2 }

/** Writes synchronously, so that nothing is lost when the process ends. False if nothing could be written: oclif then answers. */
function write(stream: Stream, text: string): boolean {
  if (isTerminal(stream)) return (process[stream].write(text), true)
  const bytes = Buffer.from(text)
  let done = 0
  try {
    while (done < bytes.length) done += writeSync(descriptor[stream], bytes, done)
  } catch (error) {
    if (done === 0) return false
    const { code } = error as NodeJS.ErrnoException
    // EAGAIN: the reader of a non-blocking pipe is slow. EPIPE: the reader has closed it.
    if (code === 'EAGAIN') process[stream].on('error', () => {}).write(bytes.subarray(done))
    else if (code !== 'EPIPE') throw error
  }
  return true
}

const status = answerStatically(argv.slice(2), {
  root: join(__dirname, '..'),
  env,
  platform: `${platform}-${arch === 'ia32' ? 'x86' : arch} node-${version}`,
  isWindows,
  isTerminal,
  columns: () => process.stdout.columns ?? 0,
  write,
})
if (status === null) (loadApp('run') as typeof App).run()
else process.exitCode = status
