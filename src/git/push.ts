import { RelError } from '../errors.js'
import type { GitResult } from './run.js'

/** `serverMessage`: the message of the server, may be empty. */
type ErrorOf = (action: string, serverMessage: string) => RelError
const reasons: readonly (readonly [RegExp, ErrorOf])[] = [
  [
    /Authentication failed|could not read (Username|Password)|Permission denied \(publickey|Invalid username or (password|token)/,
    (action, serverMessage) =>
      new RelError('auth', sentence(`git could not sign in to ${action}`, serverMessage), {
        hint: 'Set up git credentials, for example with `gh auth setup-git`; in a workflow, see whether its token has expired.',
      }),
  ],
  [
    /denied to|error: 403/,
    (action, serverMessage) =>
      new RelError('permission', sentence(`No permission to ${action}`, serverMessage), {
        hint: 'Ask for write access, or have somebody with access run the same command.',
      }),
  ],
  [
    /Could not resolve host|Failed to connect|Connection refused|Connection timed out|Could not connect|unexpected disconnect|Empty reply from server|hung up unexpectedly|RPC failed/i,
    (action) =>
      new RelError('network', `git could not reach the server to ${action}.`, {
        hint: 'Check the network, then run the same command again.',
      }),
  ],
]

/** The error for a failed git command against a remote, from git's messages (LC_ALL=C). */
export function remoteError({ stderr }: GitResult, action: string): RelError {
  const known = reasons.find(([words]) => words.test(stderr))
  if (known)
    return known[1](action, linesOf(stderr, /^(remote|ERROR): +/).replaceAll(/(remote|ERROR): +/g, ''))
  const serverMessage = linesOf(stderr, /^(remote: |fatal: |error: | ! )/)
  return new RelError('refused', `git could not ${action}: ${serverMessage}`, {
    hint: 'Fix the cause, then run the same command again.',
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

const sentence = (text: string, serverMessage: string): string =>
  serverMessage === '' ? `${text}.` : `${text}: ${serverMessage}`

/** The error for a failed push of a branch; `conflict` if the branch moved on GitHub. */
export function pushError(result: GitResult, branch: string): RelError {
  if (/non-fast-forward|fetch first/.test(result.stderr))
    return new RelError('conflict', `${branch} on GitHub has commits that are not in this clone.`, {
      hint: 'Run `git pull --rebase`, then the same command again.',
    })
  if (/stale info/.test(result.stderr))
    return new RelError('conflict', `${branch} changed on GitHub since it was read.`, {
      hint: 'Run the same command again.',
    })
  return remoteError(result, `push ${branch}`)
}

const withoutCredentials = (line: string): string => line.replaceAll(/:\/\/[^@/\s]+@/g, '://')
