import { execFile } from 'node:child_process'
import { RelError } from '../errors.js'

/** Where git runs, and with which environment: it finds credentials, ssh and proxies there. */
export interface GitLocation {
  readonly directory: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface GitResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs git with words, never through a shell. A git that is not there is an error; what it says is the caller's to judge. */
export const run = (place: GitLocation, ...words: readonly string[]): Promise<GitResult> =>
  execGit(place, null, 'utf8', words)

/** The same, with a text on its standard input: lists too long for a command line. */
export const runWithInput = (
  place: GitLocation,
  input: string,
  ...words: readonly string[]
): Promise<GitResult> => execGit(place, input, 'utf8', words)

/**
 * The same for what git keeps byte by byte, such as the messages of commits in encodings of their own: `latin1` text has one
 * character for each byte, in `input` (what git reads) and in the answer.
 */
export const runBytes = (
  place: GitLocation,
  input: string,
  ...words: readonly string[]
): Promise<GitResult> => execGit(place, input, 'latin1', words)

/** What git answers, where anything but success is a failure of the clone, not of the user. */
export async function gitOutput(place: GitLocation, ...words: readonly string[]): Promise<string> {
  return requireSuccess(words, await run(place, ...words)).stdout.trimEnd()
}
export async function gitOutputBytes(
  place: GitLocation,
  input: string,
  ...words: readonly string[]
): Promise<string> {
  return requireSuccess(words, await runBytes(place, input, ...words)).stdout
}

function requireSuccess(words: readonly string[], told: GitResult): GitResult {
  if (told.code === 0) return told
  throw new RelError('failed', `git ${words[0]} failed: ${told.stderr.trim() || `status ${told.code}`}`, {
    hint: 'See that `git fsck` finds nothing wrong in this clone, then run the same command again.',
  })
}

function execGit(
  { directory, env }: GitLocation,
  input: string | null,
  encoding: 'utf8' | 'latin1',
  words: readonly string[],
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: directory,
      env: { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
      maxBuffer: 256 * 2 ** 20,
      encoding,
    }
    const child = execFile('git', words, options, (error, stdout, stderr) => {
      const code = error ? (error as { code?: unknown }).code : 0
      if (typeof code === 'number') return resolve({ code, stdout, stderr })
      const hint = 'Install git 2.38 or later, and see that it is on the PATH.'
      reject(new RelError('failed', 'git could not be run.', { hint, cause: error }))
    })
    child.stdin?.on('error', () => undefined) // it ended without reading all: its exit code says why
    child.stdin?.end(input ?? '', encoding)
  })
}
