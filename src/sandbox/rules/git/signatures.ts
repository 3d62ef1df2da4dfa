import { GitHubError } from '../../errors.js'
import type { Signature } from '../../git/merge.js'
import type { World } from '../../world.js'
import { userOf } from '../access/access.js'

/** Whom a caller names as author, committer or tagger. */
export interface SignatureOptions {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly date?: string | undefined
}

/** What the options name, and otherwise what holds without them. Refuses what git could not write down. */
export function signed(options: SignatureOptions | undefined, otherwise: Signature): Signature {
  const { name = otherwise.name, email = otherwise.email, date = otherwise.date } = options ?? {}
  // git drops these from the ends of a name, and refuses one that has nothing else (ident.c).
  if (/^[\u0000-\u0020.,:;<>"\\']*$/.test(name)) throw new GitHubError(422, `Invalid name: ${name}`)
  const time = Date.parse(date)
  // git counts seconds from 1970, and knows years until 2099 in dates that are written out.
  if (Number.isNaN(time) || time < 0 || time >= Date.UTC(2100))
    throw new GitHubError(422, `Invalid date: ${date}`)
  return { name, email, date: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z') }
}

/** GitHub's own address for a user who keeps theirs to themselves. */
export function signatureOf(world: World, login: string): Signature {
  const user = userOf(world, login)
  return {
    name: user.name ?? user.login,
    email: `${user.id}+${user.login}@users.noreply.github.com`,
    date: world.now(),
  }
}
