import { GitHubError } from '../../errors.js'
import { isSameSecret, keyHeader } from '../../key.js'
import type { Exchange } from './exchange.js'

/** Media types of the control API's bodies. A page in a browser can send neither to another origin without asking first. */
const bodyTypes = ['application/json', 'application/zip']

/**
 * Why a request to the control API is refused; null if it is allowed. It must contain the sandbox's key, must not come from a page
 * of another origin, and its body must be declared as JSON (or, for an artifact, as a zip). Checked before the body is read.
 */
export function controlRefusal(
  { request: { headers }, url }: Pick<Exchange, 'request' | 'url'>,
  key: string,
): GitHubError | null {
  const { origin, 'sec-fetch-site': site = 'none' } = headers
  if ((origin !== undefined && origin !== url.origin) || !['none', 'same-origin'].includes(String(site)))
    return new GitHubError(403, 'The control API refuses requests from pages of other origins.')
  const given = headers[keyHeader]
  if (typeof given !== 'string' || !isSameSecret(given, key))
    return new GitHubError(
      401,
      'Missing or wrong X-Sandbox-Key header. The key is result.key of `rel sandbox status --json`.',
    )
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (hasBody && !bodyTypes.includes(type))
    return new GitHubError(415, 'The body must have the content type application/json.')
  return null
}
