import { fileURLToPath } from 'node:url'
import { Config, flush, run } from '@oclif/core'
import { exitCodeOf, failed, toJson } from './domain/plan/report.js'
import { RelError } from './errors.js'
import { printJson, printReport, setExitCode } from './ui/terminal.js'
import { typedCommand, unknownCommand } from './unknown-command.js'

/** Runs one command line. Commands report their own errors; errors before a command runs are reported here. */
export async function main(words: readonly string[], root: URL): Promise<void> {
  try {
    // Plugins of the user's folders are no part of rel.
    await run([...words], { root: fileURLToPath(root), userPlugins: false, devPlugins: false })
  } catch (error) {
    const { oclif, code } = error as { oclif?: { exit?: number }; code?: string }
    if (code === 'EEXIT') return setExitCode(oclif?.exit ?? 0)
    const failure = (await unknownHelpTopic(error, root)) ?? RelError.from(error)
    const report = failed(typedCommand(words), failure)
    if (words.includes('--json')) printJson(toJson(report))
    else printReport(report)
    setExitCode(exitCodeOf(report))
  } finally {
    await flush()
  }
}

/** Replaces the error of oclif's help for a command that does not exist; null for any other error. */
async function unknownHelpTopic(error: unknown, root: URL): Promise<RelError | null> {
  const [, id] = (error instanceof Error && /^Command (\S+) not found\.$/.exec(error.message)) || []
  if (id === undefined) return null
  const { commands } = await Config.load(fileURLToPath(root))
  return unknownCommand(id, commands)
}
