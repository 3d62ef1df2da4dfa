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
/** The answer without oclif: on a wide terminal, or in a pipe. */
export function staticAnswer(words: readonly string[], isTerminal: boolean): Answer {
  let text = ''
  const status = answerStatically(words, {
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
/** What oclif, from its own package, answers to each of these command lines at 80 columns. */
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

/** Runs the real binary of this folder, in a pipe. */
export const runIn = (folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  execa(process.execPath, [join(folder, 'bin/run.cjs'), ...words], {
    env: { ...bareEnvironment('/nonexistent'), ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
  })

/** All that the real binary draws on a terminal with this many columns. */
export async function onWidth(
  columns: number,
  line: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const command = `stty cols ${columns} rows 40; ${process.execPath} ${root}/bin/run.cjs ${line}`
  const words = ['--quiet', '--return', '--command', command, '/dev/null']
  const { stdout } = await execa('/usr/bin/script', words, {
    env: { ...bareEnvironment('/nonexistent'), TERM: 'xterm', ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  return stdout
}
