import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { commandIn, type StreamCommand } from './commands.js'
import type { JobContext } from './job-context.js'
import { environmentOf } from './environment.js'
import { pairsIn } from './file-commands.js'
import { runnerContext, type StepCall } from './step-scope.js'
import { execute, type Command } from './process.js'

export interface Ended {
  readonly status: number
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
}

const files = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const

/** Runs a program of a step; handles the workflow commands in its output and its command files. */
export async function runProgram(call: StepCall, argv: readonly string[], cwd: string): Promise<Ended> {
  const { jobContext } = call.stepScope
  const folder = join(jobContext.paths.temporary, `_runner_file_commands_${randomUUID()}`)
  mkdirSync(folder)
  const paths = Object.fromEntries(files.map((name) => [name, join(folder, name.toLowerCase())]))
  for (const path of Object.values(paths)) writeFileSync(path, '')
  const listener = listen(jobContext, call.number)
  const status = await start(call, { argv, cwd, environment: paths, onLine: listener.onLine })
  const read = (name: (typeof files)[number]): string => readFileSync(paths[name] ?? '', 'utf8')
  const pairs = (name: (typeof files)[number]) => pairsIn(name.toLowerCase(), read(name))
  Object.assign(jobContext.variables, permitted(pairs('GITHUB_ENV')))
  jobContext.path.unshift(...read('GITHUB_PATH').split(/\r?\n/).filter(Boolean).reverse())
  const summary = read('GITHUB_STEP_SUMMARY')
  if (summary !== '') await jobContext.options.onSummary(jobContext.log.masked(summary))
  return {
    status,
    outputs: { ...listener.outputs, ...pairs('GITHUB_OUTPUT') },
    state: { ...listener.state, ...pairs('GITHUB_STATE') },
  }
}

/** Runs a program of a built-in action; its output goes to the log without handling workflow commands. */
export const runTool = (call: StepCall, argv: readonly string[], cwd: string): Promise<number> =>
  start(call, {
    argv,
    cwd,
    environment: {},
    onLine: (line) => call.stepScope.jobContext.log.line(call.number, line),
  })

function start(
  { stepScope, environment, signal }: StepCall,
  command: Pick<Command, 'argv' | 'cwd' | 'environment' | 'onLine'>,
): Promise<number> {
  const { jobContext } = stepScope
  const base = environmentOf(stepScope.github, runnerContext(jobContext), environment, {
    path: jobContext.path,
    home: jobContext.paths.home,
  })
  return execute({
    ...command,
    environment: { RUNNER_TRACKING_ID: jobContext.options.tracking, ...base, ...command.environment },
    onLeft: (group) => jobContext.groups.add(group),
    signal,
    kill: AbortSignal.any([jobContext.options.stopped]), // a signal per program avoids too many listeners on one
    grace: jobContext.options.grace,
  })
}

/** Variables that steps can set: not GITHUB_* and RUNNER_*, and not NODE_OPTIONS (docs: "Workflow commands"). */
function permitted(pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if ('NODE_OPTIONS' in pairs)
    throw new Error("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
  return Object.fromEntries(Object.entries(pairs).filter(([name]) => !/^(GITHUB|RUNNER)_/.test(name)))
}

function listen(jobContext: JobContext, number: number) {
  const outputs: Record<string, string> = {}
  const state: Record<string, string> = {}
  let stopped: string | null = null
  const log = (text: string): void => jobContext.log.line(number, text)
  const annotate =
    (kind: string) =>
    ({ properties, data }: StreamCommand): void => {
      const { file, line = '1' } = properties
      const location = file === undefined ? '' : ` (${`${file}:${line}`.trim()})`
      log(`##[${kind}]${data}${location}`)
    }
  const handlers: Readonly<Record<string, (command: StreamCommand) => void>> = {
    'add-mask': ({ data }) => jobContext.log.mask(data),
    'set-output': ({ properties, data }) => {
      outputs[properties['name'] ?? ''] = data
      log('##[warning]The `set-output` command is deprecated and will be disabled soon. Use $GITHUB_OUTPUT.')
    },
    'save-state': ({ properties, data }) => void (state[properties['name'] ?? ''] = data),
    'stop-commands': ({ data }) => void (stopped = data.toLowerCase()),
    group: ({ data }) => log(`##[group]${data}`),
    endgroup: () => log('##[endgroup]'),
    debug: () => undefined, // shown only when debug logging is on
    error: annotate('error'),
    warning: annotate('warning'),
    notice: annotate('notice'),
  }
  const onLine = (line: string): void => {
    const command = commandIn(line)
    if (command && stopped !== null && command.name === stopped) stopped = null
    else if (command && stopped === null && handlers[command.name]) handlers[command.name]?.(command)
    else log(line)
  }
  return { onLine, outputs, state }
}
