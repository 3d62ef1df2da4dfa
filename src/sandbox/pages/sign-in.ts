import { GitHubError } from '../errors.js'
import { isSameSecret, signatureOf } from '../key.js'
import type { Actor } from '../request.js'
import type { World } from '../world.js'
import { html, isLink } from './html.js'
import { peopleIn } from './layout.js'
import type { PageHandler, Visit } from './visit.js'

const cookie = 'sandbox_session'

/** The value of the session cookie: the login and a signature, so that only the sandbox can make one. */
const sessionOf = (login: string, key: string): string => `${login}.${signatureOf(key, 'session', login)}`

/** The user whose valid session the cookies contain; null if nobody is signed in. */
export function visitorOf(world: World, cookies: string, key: string): Actor | null {
  const values = cookies.split(';').map((pair) => pair.trim().split('='))
  const session = values.find(([name]) => name === cookie)?.[1] ?? ''
  const login = session.slice(0, session.lastIndexOf('.'))
  return isSameSecret(session, sessionOf(login, key)) ? personOf(world, login) : null
}

function personOf(world: World, login: string): Actor | null {
  const user = world.store.get('users', login.toLowerCase())
  const token = user && world.store.by('tokens', 'login', user.login).find(({ kind }) => kind === 'classic')
  return user?.type === 'User' && token ? { user, token } : null
}

/** The page to return to; always within the sandbox. */
const returnPath = ({ form, query }: Visit): string => {
  const to = form.get('return_to') ?? query.get('return_to') ?? '/'
  return to.startsWith('/') && isLink(to) ? to : '/'
}

/** Who has signed in once can act as another user without the key. */
export const showSignIn: PageHandler = (visit) => ({
  title: 'Sign in',
  body: html`<h1>Sign in</h1>
    <form method="post" action="/login">
      <input type="hidden" name="return_to" value="${returnPath(visit)}" />${
        visit.me === null &&
        html`<p>
          <label>Key <input name="key" type="password" autocomplete="off" required /></label><br /><span
            class="dim"
            >It is <code>result.key</code> of <code>rel sandbox status --json</code>, so that only you can act
            here.</span
          >
        </p>`
      }
      <p>Choose a user:</p>
      ${peopleIn(visit).map(({ login }) => html`<button name="login" value="${login}">${login}</button> `)}
    </form>`,
})

export const signIn: PageHandler = (visit) => {
  const { world, me, key, form } = visit
  if (me === null && !isSameSecret((form.get('key') ?? '').trim(), key))
    throw new GitHubError(403, 'The key is wrong. It is result.key of `rel sandbox status --json`.')
  const login = form.get('login') ?? ''
  const found = personOf(world, login)
  if (!found) throw new GitHubError(422, `Unknown user: ${login}`)
  return { to: returnPath(visit), cookie: cookieWith(sessionOf(found.user.login, key)) }
}

export const signOut: PageHandler = (visit) => ({
  to: returnPath(visit),
  cookie: cookieWith('; Max-Age=0'),
})

const cookieWith = (value: string): string => `${cookie}=${value}; Path=/; HttpOnly; SameSite=Strict`
