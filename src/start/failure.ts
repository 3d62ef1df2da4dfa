import { writeSync } from 'node:fs'
import { errorJson, errorLines, exitCodes, RelError } from '../errors.js'
import { escapedJson } from '../lib/printable.js'
import { typedCommand } from '../unknown-command.js'

/** Reports errors that nothing else catches: one message, never a stack trace of the build. */
export function reportFailures(words: readonly string[]): void {
  let unwritten = false
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe may close it at any time, as `head` does: the command goes on.
    if (isOfOutput(error) && error.code === 'EPIPE') return
    if (!isOfOutput(error)) return end(error, words)
    if (!unwritten) process.on('exit', () => endUnwritten(error))
    unwritten = true
  })
}

/** Streams of the output report errors without a path; errors of sockets have an address. */
const isOfOutput = ({ syscall, path, ...rest }: NodeJS.ErrnoException): boolean =>
  syscall === 'write' && path === undefined && !('address' in rest)

function end(error: unknown, words: readonly string[]): never {
  const failure = RelError.from(error)
  if (words.includes('--json')) {
    const json = { command: typedCommand(words), error: errorJson(failure) }
    write(1, `${escapedJson(JSON.stringify(json, null, 2))}\n`)
  } else write(2, textOf(failure))
  if (process.env['DEBUG']) write(2, `${(error as Error).stack}\n`)
  process.exit(exitCodes[failure.code])
}

/** A command that was carried out, and only could not say so, fails too; another keeps the status of its own error. */
function endUnwritten({ message }: Error): void {
  const done = process.exitCode ? '' : ' The command itself was carried out.'
  const hint = `Free some space, or write it to another place.${done}`
  write(2, textOf({ message: `The output could not be written: ${message}.`, hint }))
  process.exitCode = process.exitCode || exitCodes.failed
}

const plain = (text: string): string => text
const textOf = (failure: Pick<RelError, 'message' | 'hint'>): string =>
  `${errorLines(failure, { red: plain, bold: plain }).join('\n')}\n`

function write(descriptor: 1 | 2, text: string): void {
  try {
    writeSync(descriptor, text)
  } catch {
    // Nobody can read it there; the exit status remains.
  }
}
