import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Config, run } from '@oclif/core'

// Prints the output or error of oclif for each command line of a JSON list on stdin. Commands are not run.
const root = fileURLToPath(new URL('../..', import.meta.url))
const { runCommand } = Config.prototype
Config.prototype.runCommand = function (id, ...rest) {
  if (id === 'help' || !this.findCommand(id)) return runCommand.call(this, id, ...rest)
  throw new Error(`would run ${id}`)
}

let printed = ''
const { log } = console
console.log = (text = '') => (printed += `${text}\n`)
const answers = []
for (const words of JSON.parse(readFileSync(0, 'utf8'))) {
  printed = ''
  const error = await run(words, root).then(
    () => null,
    ({ message, hint }) => ({ message, hint }),
  )
  answers.push({ printed, error })
}
log(JSON.stringify(answers))
process.exitCode = 0
