import type { World } from '../../world.js'
import type { Exchange, Reply } from './exchange.js'
import { replyTo } from './send.js'

/** What pages have besides the names of people and organizations. */
const own = ['apps', 'login', 'logout']

/**
 * Is it a page for people, rather than a path of the API? Browsers say that they want HTML; for others it is one if it begins
 * with somebody's name, as every html_url does.
 */
function isForPeople({ store }: World, { url: { pathname, hostname }, request }: Exchange): boolean {
  if (/^\/api(\/|$)/.test(pathname) || hostname.startsWith('api.')) return false
  if ((request.headers.accept ?? '').includes('text/html')) return true
  const [, first = ''] = pathname.split('/')
  return own.includes(first) || store.get('users', first.toLowerCase()) !== null
}

/** The page; null for a request of the API. Pages are loaded with the first one. */
export async function pageFor(world: World, exchange: Exchange, body: Buffer): Promise<Reply | null> {
  if (!isForPeople(world, exchange)) return null
  const { method, url, urls, request } = exchange
  const { answerPage } = await import('../../pages/pages.js')
  try {
    return await answerPage({ world: { ...world, urls }, method, url, headers: request.headers, body })
  } catch (error) {
    return replyTo(error)
  }
}
