import { execFile } from 'node:child_process'
import { RelError } from '../errors.js'

/** Where git runs, and with which environment: it finds credentials, ssh and proxies there. */
export interface Place {
  readonly directory: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Told {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs git with words, never through a shell. A git that is not there is an error; what it says is the caller's to judge. */
export const run = (place: Place, ...words: readonly string[]): Promise<Told> => feed(place, '', ...words)

/** The same, with a text on its standard input: lists too long for a command line. */
export function feed({ directory, env }: Place, input: string, ...words: readonly string[]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: directory,
      env: { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
      maxBuffer: 64 * 2 ** 20,
    }
    const child = execFile('git', words, options, (error, stdout, stderr) => {
      const code = error ? (error as { code?: unknown }).code : 0
      if (typeof code === 'number') return resolve({ code, stdout, stderr })
      const hint = 'Install git 2.38 or later, and see that it is on the PATH.'
      reject(new RelError('failed', 'git could not be run.', { hint, cause: error }))
    })
    child.stdin?.on('error', () => {}) // it ended without reading all: its exit code says why
    child.stdin?.end(input)
  })
}
