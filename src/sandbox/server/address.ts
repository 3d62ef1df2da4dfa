import type { IncomingMessage } from 'node:http'
import type { Urls } from '../world.js'

/** Where a request was sent: `url` as the client wrote it, `path` as the contract would. */
export interface Address {
  readonly url: URL
  readonly path: string
  readonly urls: Urls
}

/**
 * Understands a plain request, and a request to a proxy (absolute form), for the machine itself and names under .localhost.
 * Null for any other host: nothing leaves the machine, and no page of the web reaches the sandbox through the user's browser.
 */
export function addressOf(request: IncomingMessage): Address | null {
  const target = request.url ?? '/'
  const absolute = /^https?:\/\//i.test(target)
  const text = absolute ? target : `http://${request.headers.host ?? '127.0.0.1'}${target}`
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (!isHere(url.hostname)) return null
  const enterprise = /^\/api\/(v3|graphql)(\/|$)/.test(url.pathname)
  return { url, path: plainPath(url.pathname), urls: urlsOf(url, enterprise) }
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
