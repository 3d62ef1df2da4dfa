import { RelError } from '../errors.js'
import type { Told } from './run.js'

const reasons: readonly (readonly [RegExp, (branch: string) => RelError])[] = [
  [
    /non-fast-forward|fetch first/,
    (branch) =>
      new RelError('conflict', `${branch} on GitHub has commits that this clone lacks.`, {
        hint: 'Run `git pull --rebase`, then the same command again.',
      }),
  ],
  [
    /Authentication failed|could not read (Username|Password)|Permission denied \(publickey|Invalid username or password/,
    (branch) =>
      new RelError('auth', `git could not sign in to push ${branch}.`, {
        hint: 'Set up git credentials, for example with `gh auth setup-git`.',
      }),
  ],
  [
    /denied to|error: 403/,
    (branch) =>
      new RelError('permission', `You may not push ${branch} to this repository.`, {
        hint: 'Ask for write access, or let somebody who has it push the branch.',
      }),
  ],
  [
    /Could not resolve host|Failed to connect|Connection refused|Connection timed out|Could not connect/i,
    (branch) =>
      new RelError('network', `git could not reach the server to push ${branch}.`, {
        hint: 'Check the network, then run the same command again.',
      }),
  ],
]

/** Why a push failed, from git's own words (LC_ALL=C). */
export function explainPush({ stderr }: Told, branch: string): RelError {
  const known = reasons.find(([words]) => words.test(stderr))
  if (known) return known[1](branch)
  const said = stderr
    .split('\n')
    .filter((line) => /^(remote: |fatal: |error: | ! )/.test(line))
    .map(withoutCredentials)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
  return new RelError('refused', `The push of ${branch} was refused: ${said}`, {
    hint: 'Settle what it says, then run the same command again.',
  })
}

const withoutCredentials = (line: string): string => line.replaceAll(/:\/\/[^@/\s]+@/g, '://')
