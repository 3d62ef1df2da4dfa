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

/** What a caller may say about a request: the part of the fetch standard that Octokit uses. */
export interface FetchInit {
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: FetchBody
  readonly redirect?: 'follow' | 'manual' | 'error' | undefined
  readonly signal?: AbortSignal | null | undefined
  /** Asked for by the standard when the body is a stream; says nothing here. */
  readonly duplex?: 'half' | undefined
}

/** One request as it goes out. Header names are in lower case. */
export interface FetchRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | Readable | null
}

export function requestOf(input: string | URL, init: FetchInit): FetchRequest {
  const url = addressOf(String(input))
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

/** An address that can be asked; what is wrong with another is said without repeating it, since it may hold a secret. */
function addressOf(text: string): URL {
  if (!URL.canParse(text)) throw new TypeError('The address of the request is not a URL.')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`Requests to ${url.protocol} addresses are not possible.`)
  if (url.username !== '' || url.password !== '')
    throw new TypeError(`The address of the request to ${url.host} has credentials in it.`)
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

/** Where an answer leads, or null when it is the end: https://fetch.spec.whatwg.org/#http-redirect-fetch */
export function redirectTarget(status: number, location: string | undefined, from: URL): URL | null {
  if (!isRedirect(status) || location === undefined) return null
  if (!URL.canParse(location, from.href))
    throw new Error(`${from.host} redirects to something that is not an address.`)
  return addressOf(new URL(location, from.href).href)
}

/** The request after a redirect: another origin never sees the credentials, and a GET that a POST became has no body. */
export function redirected(request: FetchRequest, status: number, target: URL): FetchRequest {
  const becomesGet =
    ((status === 301 || status === 302) && request.method === 'POST') ||
    (status === 303 && request.method !== 'GET' && request.method !== 'HEAD')
  if (!becomesGet && request.body instanceof Readable)
    throw new Error(
      `${request.url.host} redirects a request whose body is a stream, which cannot be sent twice.`,
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
