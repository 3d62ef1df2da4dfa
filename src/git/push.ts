import { RelError } from '../errors.js'
import type { GitResult } from './run.js'

/** `said`: the server's own words, where it has any. */
type ErrorOf = (what: string, said: string) => RelError
const reasons: readonly (readonly [RegExp, ErrorOf])[] = [
  [
    /Authentication failed|could not read (Username|Password)|Permission denied \(publickey|Invalid username or (password|token)/,
    (what, said) =>
      new RelError('auth', sentence(`git could not sign in to ${what}`, said), {
        hint: 'Set up git credentials, for example with `gh auth setup-git`; in a workflow, see whether its token has expired.',
      }),
  ],
  [
    /denied to|error: 403/,
    (what, said) =>
      new RelError('permission', sentence(`You may not ${what}`, said), {
        hint: 'Ask for access, or let somebody who has it run the same command.',
      }),
  ],
  [
    /Could not resolve host|Failed to connect|Connection refused|Connection timed out|Could not connect|unexpected disconnect|Empty reply from server|hung up unexpectedly|RPC failed/i,
    (what) =>
      new RelError('network', `git could not reach the server to ${what}.`, {
        hint: 'Check the network, then run the same command again.',
      }),
  ],
]

/** Why git could not do something with the repository on GitHub, from git's own words (LC_ALL=C). */
export function remoteError({ stderr }: GitResult, what: string): RelError {
  const known = reasons.find(([words]) => words.test(stderr))
  if (known) return known[1](what, linesOf(stderr, /^(remote|ERROR): +/).replaceAll(/(remote|ERROR): +/g, ''))
  const said = linesOf(stderr, /^(remote: |fatal: |error: | ! )/)
  return new RelError('refused', `git could not ${what}: ${said}`, {
    hint: 'Settle what it says, then run the same command again.',
  })
}

const linesOf = (stderr: string, wanted: RegExp): string =>
  stderr
    .split('\n')
    .filter((line) => wanted.test(line))
    .map(withoutCredentials)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

const sentence = (what: string, said: string): string => (said === '' ? `${what}.` : `${what}: ${said}`)

/** The same for a push of a branch, which the branch on GitHub may be ahead of. */
export function pushError(told: GitResult, branch: string): RelError {
  if (/non-fast-forward|fetch first/.test(told.stderr))
    return new RelError('conflict', `${branch} on GitHub has commits that this clone lacks.`, {
      hint: 'Run `git pull --rebase`, then the same command again.',
    })
  if (/stale info/.test(told.stderr))
    return new RelError('conflict', `${branch} has moved on GitHub since it was read.`, {
      hint: 'Run the same command again.',
    })
  return remoteError(told, `push ${branch}`)
}

const withoutCredentials = (line: string): string => line.replaceAll(/:\/\/[^@/\s]+@/g, '://')
