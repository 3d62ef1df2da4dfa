import { GitHubError } from '../errors.js'
import type { Actor } from '../request.js'
import type { World } from '../world.js'
import { html, isLink } from './html.js'
import { peopleIn } from './layout.js'
import type { Show, Visit } from './visit.js'

const cookie = 'sandbox_login'

/** Whoever the cookie names: no secret is needed to be one of the sandbox's people, as on a stage. */
export function visitorOf(world: World, cookies: string): Actor | null {
  const [, login = ''] = new RegExp(`(?:^|;\\s*)${cookie}=([^;]*)`).exec(cookies) ?? []
  const user = world.store.get('users', login.toLowerCase())
  const token = user && world.store.by('tokens', 'login', user.login).find(({ kind }) => kind === 'classic')
  return user?.type === 'User' && token ? { user, token } : null
}

/** Where somebody wanted to go: within the sandbox, never elsewhere. */
const backFrom = ({ form, query }: Visit): string => {
  const to = form.get('return_to') ?? query.get('return_to') ?? '/'
  return to.startsWith('/') && isLink(to) ? to : '/'
}

export const showSignIn: Show = (visit) => ({
  title: 'Sign in',
  body: html`<h1>Sign in</h1>
    <p>As one of the sandbox’s people:</p>
    <form method="post" action="/login">
      <input type="hidden" name="return_to" value="${backFrom(visit)}" />${peopleIn(visit).map(
        ({ login }) => html`<button name="login" value="${login}">${login}</button> `,
      )}
    </form>`,
})

export const signIn: Show = (visit) => {
  const login = visit.form.get('login') ?? ''
  const found = visitorOf(visit.world, `${cookie}=${login}`)
  if (!found) throw new GitHubError(422, `Nobody here is called ${login}.`)
  return { to: backFrom(visit), cookie: `${cookie}=${found.user.login}; Path=/; HttpOnly; SameSite=Strict` }
}

export const signOut: Show = (visit) => ({
  to: backFrom(visit),
  cookie: `${cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`,
})
