import type { IncomingHttpHeaders } from 'node:http'
import { GitHubError, notFound } from '../errors.js'
import type { World } from '../world.js'
import { html } from './html.js'
import { layout } from './layout.js'
import { pageAt } from './routes.js'
import { visitorOf } from './sign-in.js'
import { policy } from './style.js'
import { SignInFirst, type Answer, type Page, type Show, type Visit } from './visit.js'

export interface Asked {
  readonly world: World
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}
export interface Sent {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly type: string
}

/** A page for people, or what a form of one did. */
export async function answerPage({ world, method, url, headers, body }: Asked): Promise<Sent> {
  const found = pageAt(method, url.pathname)
  const visit: Visit = {
    world,
    me: visitorOf(world, headers.cookie ?? ''),
    path: found?.path ?? {},
    query: url.searchParams,
    form: new URLSearchParams(method === 'POST' ? body.toString() : ''),
    here: url.pathname + url.search,
  }
  const answer = await tried(visit, headers, () => {
    if (method === 'POST' && !isFromHere(url, headers)) throw foreign()
    if (!found) throw notFound()
    if (method === 'POST' && !visit.me && !isDoor(url)) throw new SignInFirst('Sign in first.')
    return found.show(visit)
  })
  return sent(visit, answer)
}

/** Browsers say where a form comes from: another page of the web cannot press the sandbox's buttons. */
function isFromHere({ origin }: URL, headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  return headers.origin === origin && (site === undefined || site === 'same-origin')
}
const isDoor = ({ pathname }: URL): boolean => pathname === '/login' || pathname === '/logout'
const foreign = (): GitHubError =>
  new GitHubError(403, 'This form does not come from a page of the sandbox (Origin, Sec-Fetch-Site).')

async function tried(
  visit: Visit,
  { referer = '' }: IncomingHttpHeaders,
  show: () => ReturnType<Show>,
): Promise<Answer> {
  try {
    return await show()
  } catch (error) {
    if (error instanceof SignInFirst) return { to: `/login?return_to=${encodeURIComponent(pageIn(referer))}` }
    if (error instanceof GitHubError) return refusal(error)
    throw error
  }
}

/** The page that a form was on: its own address shows nothing. */
const pageIn = (referer: string): string => {
  const { pathname, search } = new URL(URL.canParse(referer) ? referer : 'http://localhost')
  return pathname + search
}

const titles: Readonly<Record<number, string>> = {
  403: 'You may not do this',
  404: 'There is nothing here',
  405: 'It cannot be merged',
  409: 'It has changed meanwhile',
  422: 'That is not possible',
}

const refusal = ({ status, message, errors = [] }: GitHubError): Page => ({
  title: `${status}`,
  status,
  body: html`<h1>${status}: ${titles[status] ?? 'Refused'}</h1>
    <p>${message}</p>
    ${
      errors.length > 0 &&
      html`<ul>
        ${errors.map((each) => html`<li>${typeof each === 'string' ? each : Object.values(each).join(' ')}</li>`)}
      </ul>`
    }
    <p><a href="/">All repositories</a></p>`,
})

const guarded = {
  'cache-control': 'no-store',
  'content-security-policy': policy,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

function sent(visit: Visit, answer: Answer): Sent {
  const type = 'text/html; charset=utf-8'
  if ('to' in answer) {
    const headers = {
      ...guarded,
      location: answer.to,
      ...(answer.cookie !== undefined && { 'set-cookie': answer.cookie }),
    }
    return { status: 303, headers, body: Buffer.from(''), type }
  }
  if ('bytes' in answer)
    return { status: 200, headers: guarded, body: answer.bytes, type: 'text/plain; charset=utf-8' }
  return { status: answer.status ?? 200, headers: guarded, body: Buffer.from(layout(visit, answer)), type }
}
