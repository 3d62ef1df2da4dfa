import { html, Html, type Part } from './html.js'
import { style } from './style.js'
import { pathOf, type Page, type Visit } from './visit.js'

/** The style element. The content security policy contains the hash of its exact text. */
const styleElement = new Html(`<style>${style}</style>`)

/** The users that a visitor can sign in as. */
export const peopleIn = ({ world }: Visit) =>
  world.store.all('users').filter(({ type, login }) => type === 'User' && login !== 'ghost')

/** The layout of all pages. */
export function layout(visit: Visit, page: Page): string {
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${page.refreshSeconds !== undefined && html`<meta http-equiv="refresh" content="${page.refreshSeconds}" />`}
        <title>${page.title} · sandbox</title>
        ${styleElement}
      </head>
      <body>
        <header>
          <a href="/"><strong>sandbox</strong></a
          >${repositoryPath(page)}${signIn(visit)}
        </header>
        ${page.repository && links(visit, page)}
        <main>${page.body}</main>
        <footer>
          An embedded GitHub on this machine, run by <code>rel sandbox</code>. Nothing here is on github.com.
        </footer>
      </body>
    </html> `
  return text
}

const repositoryPath = ({ repository }: Page): Part =>
  repository &&
  html`<span>${owner(repository.owner)} / <a href="${pathOf(repository)}">${repository.name}</a></span>`
const owner = (login: string): Html => html`<a href="/${login}">${login}</a>`

function signIn(visit: Visit): Html {
  const { me, currentPath } = visit
  const back = html`<input type="hidden" name="return_to" value="${currentPath}" />`
  if (me === null) return html`<form method="get" action="/login">${back}<button>Sign in</button></form>`
  return html`<form method="post" action="/logout">
    ${back}<span>Signed in as ${owner(me.user.login)}</span>
    <a href="/login?return_to=${encodeURIComponent(currentPath)}">Switch</a><button>Sign out</button>
  </form>`
}

const sections = [
  ['', 'Code'],
  ['/pulls', 'Pull requests'],
  ['/actions', 'Actions'],
  ['/deployments', 'Environments'],
  ['/releases', 'Releases'],
] as const

function links({ currentPath }: Visit, { repository }: Page): Part {
  if (!repository) return null
  const home = pathOf(repository)
  const below = currentPath
    .split(/[?#]/, 1)[0]!
    .slice(home.length)
    .replace(/^\/pull\//, '/pulls/')
  const isCurrent = (path: string): boolean => (path === '' ? below === '' : below.startsWith(path))
  return html`<nav aria-label="Repository">
    ${sections.map(
      ([path, title]) =>
        html`<a href="${home}${path}" ${isCurrent(path) && new Html(' aria-current="page"')}>${title}</a>`,
    )}
  </nav>`
}
