import { randomUUID } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { child, textValue } from '../workflow/yaml.js'
import { problemAt } from '../problem.js'
import { noShell } from '../workflow/known-keys.js'
import { StepFailure } from './failure.js'
import type { StepCall } from './step-scope.js'
import { runProgram } from './run-program.js'
import { shellOf } from './shell.js'

/** Runs a step with `run`. */
export async function runScript(call: StepCall): Promise<Readonly<Record<string, string>>> {
  const { stepScope, node, scope, number } = call
  const { jobContext } = stepScope
  const script = textValue(child(node, 'run'), scope)
  const shellName = textValue(child(node, 'shell'), scope) || stepScope.defaults.shell
  const shell = shellOf(shellName)
  if (!shell) throw problemAt(child(node, 'shell')?.at ?? node.at, noShell(shellName))
  const directory = textValue(child(node, 'working-directory'), scope) || stepScope.defaults.directory
  const cwd = resolve(jobContext.paths.workspace, directory)
  if (!existsSync(cwd))
    throw new StepFailure(
      `An error occurred trying to start process with working directory '${cwd}'. No such file or directory`,
    )
  const file = join(jobContext.paths.temporary, `${randomUUID()}${shell.suffix}`)
  writeFileSync(file, script)
  const [first = ''] = script.trim().split('\n')
  jobContext.log.line(number, `##[group]Run ${first}`)
  jobContext.log.line(number, `${script.trimEnd()}\nshell: ${shell.text}\n##[endgroup]`)
  const { status, outputs } = await runProgram(call, shell.argv(file), cwd)
  if (status !== 0) throw new StepFailure(`Process completed with exit code ${status}.`, outputs)
  return outputs
}
