import { GitHubError } from '../errors.js'
import type { Actor } from '../request.js'
import type { World } from '../world.js'
import { html, isLink } from './html.js'
import { peopleIn } from './layout.js'
import type { PageHandler, Visit } from './visit.js'

const cookie = 'sandbox_login'

/** The user that the cookie names. No password is needed: every visitor can act as any user of the sandbox. */
export function visitorOf(world: World, cookies: string): Actor | null {
  const [, login = ''] = new RegExp(`(?:^|;\\s*)${cookie}=([^;]*)`).exec(cookies) ?? []
  const user = world.store.get('users', login.toLowerCase())
  const token = user && world.store.by('tokens', 'login', user.login).find(({ kind }) => kind === 'classic')
  return user?.type === 'User' && token ? { user, token } : null
}

/** The page to return to; always within the sandbox. */
const returnPath = ({ form, query }: Visit): string => {
  const to = form.get('return_to') ?? query.get('return_to') ?? '/'
  return to.startsWith('/') && isLink(to) ? to : '/'
}

export const showSignIn: PageHandler = (visit) => ({
  title: 'Sign in',
  body: html`<h1>Sign in</h1>
    <p>Choose a user:</p>
    <form method="post" action="/login">
      <input type="hidden" name="return_to" value="${returnPath(visit)}" />${peopleIn(visit).map(
        ({ login }) => html`<button name="login" value="${login}">${login}</button> `,
      )}
    </form>`,
})

export const signIn: PageHandler = (visit) => {
  const login = visit.form.get('login') ?? ''
  const found = visitorOf(visit.world, `${cookie}=${login}`)
  if (!found) throw new GitHubError(422, `Unknown user: ${login}`)
  return { to: returnPath(visit), cookie: `${cookie}=${found.user.login}; Path=/; HttpOnly; SameSite=Strict` }
}

export const signOut: PageHandler = (visit) => ({
  to: returnPath(visit),
  cookie: `${cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`,
})
