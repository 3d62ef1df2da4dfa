import type { IncomingMessage } from 'node:http'
import type { Urls } from '../../world.js'

/** The address of a request: `url` as the client sent it, `path` as in the contract. */
export interface Address {
  readonly url: URL
  readonly path: string
  readonly urls: Urls
}

/**
 * The address of a plain request or a proxy request (absolute form) to this machine or a name under .localhost. For any other
 * host an error message: nothing leaves the machine, and no web page reaches the sandbox through the user's browser.
 */
export function addressOf(request: IncomingMessage): Address | string {
  const target = request.url ?? '/'
  const absolute = /^https?:\/\//i.test(target)
  const scheme = 'encrypted' in request.socket ? 'https' : 'http'
  const text = absolute ? target : `${scheme}://${request.headers.host ?? '127.0.0.1'}${target}`
  if (!URL.canParse(text)) return 'Invalid request url.'
  const url = new URL(text)
  const refusal = hostRefusal(url.hostname)
  if (refusal !== null) return refusal
  const enterprise = /^\/api\/(v3|graphql)(\/|$)/.test(url.pathname)
  return { url, path: plainPath(url.pathname), urls: urlsOf(url, enterprise) }
}

/** Hosts of the real GitHub: a client could send them a real token. */
const realGitHub =
  /(^|\.)(github\.com|ghe\.com|githubusercontent\.com|githubassets\.com|github\.io|ghcr\.io)\.?$/

/** Why the sandbox refuses requests to a host; null if it accepts them. */
export function hostRefusal(host: string): string | null {
  if (realGitHub.test(host.toLowerCase()))
    return `The sandbox refuses requests to ${host}: that is a host of the real GitHub.`
  return isLocal(host) ? null : `The sandbox only accepts requests to this machine, not to ${host}.`
}

const isLocal = (host: string): boolean =>
  host === '127.0.0.1' || host === '[::1]' || host === 'localhost' || host.endsWith('.localhost')

function plainPath(path: string): string {
  if (path === '/api/graphql') return '/graphql'
  if (path === '/api/v3') return '/'
  return path.startsWith('/api/v3/') ? path.slice('/api/v3'.length) : path
}

/** github.com serves its API on a separate host, GitHub Enterprise under /api. */
function urlsOf({ origin, hostname }: URL, enterprise: boolean): Urls {
  if (hostname.startsWith('api.'))
    return { html: origin.replace('//api.', '//'), api: origin, graphql: `${origin}/graphql` }
  if (enterprise) return { html: origin, api: `${origin}/api/v3`, graphql: `${origin}/api/graphql` }
  return { html: origin, api: origin, graphql: `${origin}/graphql` }
}
