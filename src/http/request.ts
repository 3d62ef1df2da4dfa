import { Readable } from 'node:stream'

export type FetchBody =
  | string
  | ArrayBuffer
  | ArrayBufferView
  | Iterable<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Readable
  | null
  | undefined

/** The options of a request: the part of the fetch standard that Octokit uses. */
export interface FetchInit {
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: FetchBody
  readonly redirect?: 'follow' | 'manual' | 'error' | undefined
  readonly signal?: AbortSignal | null | undefined
  /** Required by the standard for a stream as body; ignored here. */
  readonly duplex?: 'half' | undefined
}

/** One request to send. Header names are in lower case. */
export interface FetchRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | Readable | null
}

export function requestOf(input: string | URL, init: FetchInit): FetchRequest {
  const url = parseUrl(String(input))
  const body = bodyOf(init.body)
  const given = Object.entries(init.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
  const length = Buffer.isBuffer(body) ? { 'content-length': String(body.length) } : {}
  const headers = {
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
    ...Object.fromEntries(given),
    ...length,
  }
  return { url, method: (init.method ?? 'GET').toUpperCase(), headers, body }
}

/** Parses a URL for a request. Error messages do not repeat the URL, which may contain a secret. */
function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw new TypeError('The URL of the request is invalid.')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`Requests to ${url.protocol} URLs are not supported.`)
  if (url.username !== '' || url.password !== '')
    throw new TypeError(`The URL of the request to ${url.host} contains credentials.`)
  return url
}

function bodyOf(body: FetchBody): Buffer | Readable | null {
  if (body === null || body === undefined) return null
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof ArrayBuffer) return Buffer.from(body)
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return body instanceof Readable ? body : Readable.from(body, { objectMode: false })
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)

/** The target of a redirect, or null for any other response: https://fetch.spec.whatwg.org/#http-redirect-fetch */
export function redirectTarget(status: number, location: string | undefined, from: URL): URL | null {
  if (!isRedirect(status) || location === undefined) return null
  if (!URL.canParse(location, from.href)) throw new Error(`${from.host} sent a redirect to an invalid URL.`)
  return parseUrl(new URL(location, from.href).href)
}

/** The request after a redirect: without credentials for another origin, and without a body if a POST becomes a GET. */
export function redirected(request: FetchRequest, status: number, target: URL): FetchRequest {
  const becomesGet =
    ((status === 301 || status === 302) && request.method === 'POST') ||
    (status === 303 && request.method !== 'GET' && request.method !== 'HEAD')
  if (!becomesGet && request.body instanceof Readable)
    throw new Error(
      `${request.url.host} redirected a request whose body is a stream, which cannot be sent twice.`,
    )
  const dropped = [
    ...(target.origin === request.url.origin
      ? []
      : ['authorization', 'cookie', 'host', 'proxy-authorization']),
    ...(becomesGet
      ? ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type']
      : []),
  ]
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !dropped.includes(name)),
  )
  return { ...request, url: target, headers, ...(becomesGet && { method: 'GET', body: null }) }
}
