import { GitHubError } from '../../errors.js'
import type { Signature } from '../../git/merge.js'
import type { World } from '../../world.js'
import { userOf } from '../access/access.js'

/** An author, committer or tagger in a request. */
export interface SignatureOptions {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly date?: string | undefined
}

/** The signature in the options, with defaults for missing fields. Refuses values that git cannot store. */
export function signatureFrom(options: SignatureOptions | undefined, defaults: Signature): Signature {
  const { name = defaults.name, email = defaults.email, date = defaults.date } = options ?? {}
  // git strips these from the ends of a name, and refuses a name with nothing else (ident.c).
  if (/^[\u0000-\u0020.,:;<>"\\']*$/.test(name)) throw new GitHubError(422, `Invalid name: ${name}`)
  const time = Date.parse(date)
  // git dates start in 1970 and, in ISO format, end with 2099.
  if (Number.isNaN(time) || time < 0 || time >= Date.UTC(2100))
    throw new GitHubError(422, `Invalid date: ${date}`)
  return { name, email, date: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z') }
}

/** The signature of a user with GitHub's noreply address. */
export function signatureOf(world: World, login: string): Signature {
  const user = userOf(world, login)
  return {
    name: user.name ?? user.login,
    email: `${user.id}+${user.login}@users.noreply.github.com`,
    date: world.now(),
  }
}
