import { RelError } from '../errors.js'
import type { FetchFunction } from './fetch.js'

/**
 * A fetch for one server, which gets a token with every request. Addresses in its answers, such as the next page in a Link header,
 * must be on the same server; a redirect to another one is followed without the token (request.ts).
 */
export const fetchWithin = (server: string, fetch: FetchFunction): FetchFunction => {
  const { origin, host } = new URL(server)
  return async (url, init) => {
    const target = new URL(url)
    if (target.origin === origin) return fetch(url, init)
    throw new RelError('failed', `${host} named an address on another server, ${target.origin}.`, {
      hint: 'No request was sent there. If this is a proxy or a mirror, set GITHUB_API_URL to its address.',
    })
  }
}
