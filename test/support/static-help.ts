import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import type { HelpIndex } from '../../src/start/request.js'
import { answerStatically } from '../../src/start/static.js'
import { bareEnvironment } from './run.js'

export const root = resolve(import.meta.dirname, '../..')
export const index = JSON.parse(readFileSync(join(root, 'dist/help/index.json'), 'utf8')) as HelpIndex

interface Answer {
  readonly status: number | null
  readonly text: string
}
/** The output without oclif, on a wide terminal or in a pipe. */
export function staticAnswer(args: readonly string[], isTerminal: boolean): Answer {
  let text = ''
  const status = answerStatically(args, {
    root,
    env: { HOME: '/nonexistent', TERM: 'xterm-256color' },
    platform: `${process.platform}-${process.arch} node-${process.version}`,
    isWindows: false,
    isTerminal: () => isTerminal,
    columns: () => 100,
    write: (_, more) => ((text += more), true),
  })
  return { status, text }
}

interface OclifAnswer {
  readonly printed: string
  readonly error: { readonly message: string; readonly hint?: string } | null
}
/** The output of oclif, with the help class of rel, for each command line at 80 columns. */
export async function oclifAnswers(
  lines: readonly (readonly string[])[],
  isColoured: boolean,
): Promise<readonly OclifAnswer[]> {
  const { stdout } = await execa(process.execPath, [join(root, 'test/support/oclif-answers.mjs')], {
    env: { ...bareEnvironment('/nonexistent'), OCLIF_COLUMNS: '80', FORCE_COLOR: isColoured ? '1' : '0' },
    extendEnv: false,
    input: JSON.stringify(lines),
  })
  return JSON.parse(stdout) as OclifAnswer[]
}

/** Runs the binary of a folder in a pipe. */
export const runIn = (folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execa(process.execPath, [join(folder, 'bin/run.cjs'), ...args], {
    env: { ...bareEnvironment('/nonexistent'), ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
  })

/** The output of the binary on a terminal with this many columns. */
export async function onWidth(
  columns: number,
  line: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const command = `stty cols ${columns} rows 40; ${process.execPath} ${root}/bin/run.cjs ${line}`
  const args = ['--quiet', '--return', '--command', command, '/dev/null']
  const { stdout } = await execa('/usr/bin/script', args, {
    env: { ...bareEnvironment('/nonexistent'), TERM: 'xterm', ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  return stdout
}
