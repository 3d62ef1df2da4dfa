import { execFile } from 'node:child_process'
import { RelError } from '../errors.js'

/** The directory and environment of git processes. Git reads credentials, ssh and proxy settings from the environment. */
export interface GitLocation {
  readonly directory: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface GitResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs git without a shell. Throws `failed` if git cannot be started; the caller handles its exit code. */
export const run = (location: GitLocation, ...args: readonly string[]): Promise<GitResult> =>
  execGit(location, null, 'utf8', args)

/** Runs git with text on its standard input, for lists that are too long for a command line. */
export const runWithInput = (
  location: GitLocation,
  input: string,
  ...args: readonly string[]
): Promise<GitResult> => execGit(location, input, 'utf8', args)

/**
 * Runs git with binary input and output, such as commit messages in other encodings. Both are `latin1` text with one character
 * per byte.
 */
export const runBytes = (
  location: GitLocation,
  input: string,
  ...args: readonly string[]
): Promise<GitResult> => execGit(location, input, 'latin1', args)

/** The standard output of git. Throws `failed` for any exit code but 0: use it where an error means a broken clone. */
export async function gitOutput(location: GitLocation, ...args: readonly string[]): Promise<string> {
  return requireSuccess(args, await run(location, ...args)).stdout.trimEnd()
}
export async function gitOutputBytes(
  location: GitLocation,
  input: string,
  ...args: readonly string[]
): Promise<string> {
  return requireSuccess(args, await runBytes(location, input, ...args)).stdout
}

function requireSuccess(args: readonly string[], result: GitResult): GitResult {
  if (result.code === 0) return result
  throw new RelError('failed', `git ${args[0]} failed: ${result.stderr.trim() || `status ${result.code}`}`, {
    hint: 'Check this clone with `git fsck`, then run the same command again.',
  })
}

/** A bare repository inside a work tree, which a stranger may have committed, is not read unless GIT_DIR names it. */
const protection = ['-c', 'safe.bareRepository=explicit']

function execGit(
  { directory, env }: GitLocation,
  input: string | null,
  encoding: 'utf8' | 'latin1',
  args: readonly string[],
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: directory,
      env: { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
      maxBuffer: 256 * 2 ** 20,
      encoding,
    }
    const child = execFile('git', [...protection, ...args], options, (error, stdout, stderr) => {
      const code = error ? (error as { code?: unknown }).code : 0
      if (typeof code === 'number') return resolve({ code, stdout, stderr })
      const hint = 'Install git 2.38 or later, and make sure that it is on the PATH.'
      reject(new RelError('failed', 'Could not run git.', { hint, cause: error }))
    })
    child.stdin?.on('error', () => undefined) // git ended before it read all input: its exit code says why
    child.stdin?.end(input ?? '', encoding)
  })
}
