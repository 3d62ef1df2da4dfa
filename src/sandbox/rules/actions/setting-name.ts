import { GitHubError } from '../../errors.js'

/** Refuses names of secrets and variables that GitHub does not accept. */
export function mustBeName(kind: 'Secret' | 'Variable', name: string): void {
  if (!/^[A-Z0-9_]+$/i.test(name))
    throw new GitHubError(
      422,
      `${kind} names can only contain alphanumeric characters ([a-z], [A-Z], [0-9]) or underscores (_). Spaces are not allowed.`,
    )
  if (/^\d/.test(name)) throw new GitHubError(422, `${kind} names must not start with a number.`)
  if (/^GITHUB_/i.test(name)) throw new GitHubError(422, `${kind} names must not start with GITHUB_.`)
}
