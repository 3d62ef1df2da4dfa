import { fileURLToPath } from 'node:url'
import { flush, run } from '@oclif/core'
import { exitCodeOf, failed, toJson } from './domain/report.js'
import { RelError } from './errors.js'
import { print, setExitCode, tell } from './ui/terminal.js'

/** Runs one command line. Commands report by themselves; here ends what never became a command. */
export async function main(words: readonly string[], root: URL): Promise<void> {
  try {
    await run([...words], fileURLToPath(root))
  } catch (error) {
    const { oclif, code } = error as { oclif?: { exit?: number }; code?: string }
    if (code === 'EEXIT') return setExitCode(oclif?.exit ?? 0)
    const report = failed(words.filter((word) => !word.startsWith('-')).join(' '), RelError.from(error))
    if (words.includes('--json')) print(JSON.stringify(toJson(report), null, 2))
    else tell(report)
    setExitCode(exitCodeOf(report))
  } finally {
    await flush()
  }
}
