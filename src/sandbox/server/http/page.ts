import type { World } from '../../world.js'
import type { Exchange, Reply } from './exchange.js'
import { replyTo } from './send.js'

/** First path segments of pages that are not a user or an organization. */
const reserved = ['apps', 'login', 'logout']

/**
 * Whether a request is for a page rather than the API: browsers accept HTML; for other clients it is a page if the path starts
 * with the name of a user or an organization, as every html_url does.
 */
export function isPageRequest({ store }: World, { url: { pathname, hostname }, request }: Exchange): boolean {
  if (/^\/api(\/|$)/.test(pathname) || hostname.startsWith('api.')) return false
  if ((request.headers.accept ?? '').includes('text/html')) return true
  const [, first = ''] = pathname.split('/')
  return reserved.includes(first) || store.get('users', first.toLowerCase()) !== null
}

/** Answers a request for a page. The pages are loaded on first use. */
export async function answerPageRequest(
  world: World,
  exchange: Exchange,
  { body, key }: { readonly body: Buffer; readonly key: string },
): Promise<Reply> {
  const { method, url, urls, request } = exchange
  const { answerPage } = await import('../../pages/pages.js')
  try {
    return await answerPage({ world: { ...world, urls }, method, url, headers: request.headers, body, key })
  } catch (error) {
    return replyTo(error)
  }
}
