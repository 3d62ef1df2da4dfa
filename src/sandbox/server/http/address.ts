import type { IncomingMessage } from 'node:http'
import type { Urls } from '../../world.js'

/** Where a request was sent: `url` as the client wrote it, `path` as the contract would. */
export interface Address {
  readonly url: URL
  readonly path: string
  readonly urls: Urls
}

/**
 * Understands a plain request, and a request to a proxy (absolute form), for the machine itself and names under .localhost.
 * For any other host the reason why not: nothing leaves the machine, and no page of the web reaches the sandbox through the user's browser.
 */
export function addressOf(request: IncomingMessage): Address | string {
  const target = request.url ?? '/'
  const absolute = /^https?:\/\//i.test(target)
  const scheme = 'encrypted' in request.socket ? 'https' : 'http'
  const text = absolute ? target : `${scheme}://${request.headers.host ?? '127.0.0.1'}${target}`
  if (!URL.canParse(text)) return 'The sandbox does not understand this address.'
  const url = new URL(text)
  const refusal = hostRefusal(url.hostname)
  if (refusal !== null) return refusal
  const enterprise = /^\/api\/(v3|graphql)(\/|$)/.test(url.pathname)
  return { url, path: plainPath(url.pathname), urls: urlsOf(url, enterprise) }
}

/** Names of the real GitHub, which a real token could be meant for. */
const real = /(^|\.)(github\.com|ghe\.com|githubusercontent\.com|githubassets\.com|github\.io|ghcr\.io)\.?$/

/** Why the sandbox does not answer for a host; null if it does. */
export function hostRefusal(host: string): string | null {
  if (real.test(host.toLowerCase()))
    return `The sandbox never stands in for ${host}: that is the real GitHub.`
  return isHere(host) ? null : `The sandbox answers for this machine only, not for ${host}.`
}

const isHere = (host: string): boolean =>
  host === '127.0.0.1' || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost')

function plainPath(path: string): string {
  if (path === '/api/graphql') return '/graphql'
  if (path === '/api/v3') return '/'
  return path.startsWith('/api/v3/') ? path.slice('/api/v3'.length) : path
}

/** github.com has its API on a host of its own; GitHub Enterprise under /api. */
function urlsOf({ origin, hostname }: URL, enterprise: boolean): Urls {
  if (hostname.startsWith('api.'))
    return { html: origin.replace('//api.', '//'), api: origin, graphql: `${origin}/graphql` }
  if (enterprise) return { html: origin, api: `${origin}/api/v3`, graphql: `${origin}/api/graphql` }
  return { html: origin, api: origin, graphql: `${origin}/graphql` }
}
