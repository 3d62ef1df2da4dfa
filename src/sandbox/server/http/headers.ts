import { asActor } from './authenticate.js'
import type { Exchange } from './exchange.js'
import type { Quota, Resource } from './quota.js'

/** The headers of every response of GitHub's API. */
export function apiHeaders(
  { identity, requestId, request }: Exchange,
  resource: Resource,
  quota: Quota,
): Readonly<Record<string, string>> {
  const actor = asActor(identity)
  return {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': actor ? 'private, max-age=60, s-maxage=60' : 'public, max-age=60, s-maxage=60',
    vary: 'Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With',
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': String(request.headers['x-github-api-version'] ?? '2022-11-28'),
    'x-github-request-id': requestId,
    'x-ratelimit-limit': String(quota.limit),
    'x-ratelimit-remaining': String(quota.remaining),
    'x-ratelimit-used': String(quota.used),
    'x-ratelimit-reset': String(quota.reset),
    'x-ratelimit-resource': resource,
    ...(actor?.token.kind === 'classic' && { 'x-oauth-scopes': 'read:org, repo, workflow' }),
  }
}

/** The Link header of a paginated list, based on the request's url; undefined if the list has one page. */
export function linkHeader(url: URL, page: number, last: number): string | undefined {
  const link = (target: number, relation: string): string => {
    const linkUrl = new URL(url)
    linkUrl.searchParams.set('page', String(target))
    return `<${linkUrl.href}>; rel="${relation}"`
  }
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  return links.length > 0 ? links.join(', ') : undefined
}
