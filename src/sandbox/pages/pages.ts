import type { IncomingHttpHeaders } from 'node:http'
import { GitHubError, notFound } from '../errors.js'
import type { World } from '../world.js'
import { html } from './html.js'
import { layout } from './layout.js'
import { pageAt } from './routes.js'
import { visitorOf } from './sign-in.js'
import { policy } from './style.js'
import { SignInRequired, type Answer, type Page, type PageHandler, type Visit } from './visit.js'

export interface PageRequest {
  readonly world: World
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The sandbox's key. */
  readonly key: string
}
export interface PageResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly type: string
}

/** Answers a request for a page or from a form. */
export async function answerPage({
  world,
  method,
  url,
  headers,
  body,
  key,
}: PageRequest): Promise<PageResponse> {
  const found = pageAt(method, url.pathname)
  const visit: Visit = {
    world,
    me: visitorOf(world, headers.cookie ?? '', key),
    key,
    path: found?.path ?? {},
    query: url.searchParams,
    form: new URLSearchParams(method === 'POST' ? body.toString() : ''),
    currentPath: url.pathname + url.search,
  }
  const answer = await withErrorPages(visit, method, headers, () => {
    if (method === 'POST' && !isSameOrigin(url, headers)) throw crossOrigin()
    if (!found) throw notFound()
    if (method === 'POST' && !visit.me && !isSignInForm(url)) throw new SignInRequired('Sign in first.')
    return found.show(visit)
  })
  return responseOf(visit, answer)
}

/** Whether a form was sent from a page of the sandbox, by the browser's headers: prevents cross-site request forgery. */
function isSameOrigin({ origin }: URL, headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  return headers.origin === origin && (site === undefined || site === 'same-origin')
}
const isSignInForm = ({ pathname }: URL): boolean => pathname === '/login' || pathname === '/logout'
const crossOrigin = (): GitHubError =>
  new GitHubError(403, 'This form was not sent from a page of the sandbox (Origin, Sec-Fetch-Site).')

async function withErrorPages(
  visit: Visit,
  method: string,
  { referer = '' }: IncomingHttpHeaders,
  show: () => ReturnType<PageHandler>,
): Promise<Answer> {
  try {
    return await show()
  } catch (error) {
    if (error instanceof SignInRequired) {
      const page = method === 'POST' ? pageIn(referer) : visit.currentPath
      return { to: `/login?return_to=${encodeURIComponent(page)}` }
    }
    if (error instanceof GitHubError) return refusal(error)
    throw error
  }
}

/** The page that contained a form, to return to after signing in; the form's own url has no page. */
const pageIn = (referer: string): string => {
  const { pathname, search } = new URL(URL.canParse(referer) ? referer : 'http://localhost')
  return pathname + search
}

const titles: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not found',
  405: 'Cannot be merged',
  409: 'Changed in the meantime',
  422: 'Not possible',
}

const refusal = ({ status, message, errors = [] }: GitHubError): Page => ({
  title: `${status}`,
  status,
  body: html`<h1>${status}: ${titles[status] ?? 'Refused'}</h1>
    <p>${message}</p>
    ${
      errors.length > 0 &&
      html`<ul>
        ${errors.map((detail) => html`<li>${typeof detail === 'string' ? detail : Object.values(detail).join(' ')}</li>`)}
      </ul>`
    }
    <p><a href="/">All repositories</a></p>`,
})

const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': policy,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

function responseOf(visit: Visit, answer: Answer): PageResponse {
  const type = 'text/html; charset=utf-8'
  if ('to' in answer) {
    const headers = {
      ...securityHeaders,
      location: answer.to,
      ...(answer.cookie !== undefined && { 'set-cookie': answer.cookie }),
    }
    return { status: 303, headers, body: Buffer.from(''), type }
  }
  if ('bytes' in answer)
    return { status: 200, headers: securityHeaders, body: answer.bytes, type: 'text/plain; charset=utf-8' }
  return {
    status: answer.status ?? 200,
    headers: securityHeaders,
    body: Buffer.from(layout(visit, answer)),
    type,
  }
}
