import type { IncomingMessage } from 'node:http'
import { finished, Readable } from 'node:stream'
import { exchange, networkError } from './exchange.js'
import { redirected, redirectTarget, requestOf, type FetchInit, type FetchRequest } from './request.js'
import { bodyOf, readAll, responseOf, type FetchResponse } from './response.js'
import { createRoutes, type Route } from './route.js'
import type { CertificateAuthorities } from './tunnel.js'

export type { FetchInit, FetchResponse }
export type FetchFunction = (url: string | URL, init?: FetchInit) => Promise<FetchResponse>

export interface FetchOptions {
  /** The proxy on the way to an address: `proxyFor`. */
  readonly proxy: (url: URL) => URL | null
  /** For a whole request with its redirects and its body, in milliseconds; 30,000 unless given. */
  readonly timeout?: number | undefined
  /** All authorities to trust; left out, Node's own with NODE_EXTRA_CA_CERTS. */
  readonly ca?: CertificateAuthorities | undefined
  /** Answer as soon as the headers are there: for large downloads. See `createFetch`. */
  readonly streaming?: boolean | undefined
}

const maxRedirects = 20

/**
 * `fetch` over node:http for Octokit (`request: { fetch }`): on Node 20 the first native fetch costs over 100 ms and 36 MiB.
 * The body is read before the promise resolves, because Octokit takes a body that breaks off for an empty one
 * (@octokit/request, `getResponseData`). With `streaming` it is not: read `body` itself (`parseSuccessResponseBody: false`).
 */
export function createFetch({ proxy, timeout = 30_000, ca, streaming = false }: FetchOptions): FetchFunction {
  const routeOf = createRoutes(proxy, ca)
  return async (input, init = {}) => {
    const request = requestOf(input, init)
    const deadline = startDeadline(timeout, request.url, init.signal ?? null)
    try {
      const answer = await follow(request, init.redirect ?? 'follow', routeOf, deadline.signal)
      return await respond(answer, streaming, deadline)
    } catch (error) {
      deadline.release()
      throw error
    }
  }
}

interface Exchanged {
  readonly message: IncomingMessage
  readonly request: FetchRequest
  readonly redirected: boolean
}

async function follow(
  first: FetchRequest,
  mode: 'follow' | 'manual' | 'error',
  routeOf: (request: FetchRequest) => Route,
  signal: AbortSignal,
): Promise<Exchanged> {
  let request = first
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const message = await exchange(request, routeOf(request), signal)
    const status = message.statusCode ?? 0
    const target = mode === 'manual' ? null : redirectTarget(status, message.headers.location, request.url)
    if (target === null) return { message, request, redirected: hops > 0 }
    message.resume()
    if (mode === 'error') throw new Error(`${request.url.host} redirects, which this request does not allow.`)
    request = redirected(request, status, target)
  }
  throw new Error(`${first.url.host} redirects more than ${maxRedirects} times.`)
}

async function respond(
  { message, request, ...answer }: Exchanged,
  streaming: boolean,
  deadline: Deadline,
): Promise<FetchResponse> {
  const { signal, release } = deadline
  const place = { url: request.url, redirected: answer.redirected }
  signal.addEventListener('abort', () => message.destroy(signal.reason as Error), { once: true })
  try {
    const body = bodyOf(message, request.method)
    const read = (): Promise<Buffer> =>
      readAll(body).catch((error: unknown) => {
        throw networkError(`The answer of ${request.url.host} could not be read to its end`, error, signal)
      })
    if (streaming && body) {
      finished(body, release)
      return responseOf(message, place, body, read)
    }
    const whole = await read()
    release()
    return responseOf(message, place, body && Readable.from([whole], { objectMode: false }), () =>
      Promise.resolve(whole),
    )
  } catch (error) {
    message.destroy()
    throw error
  }
}

interface Deadline {
  readonly signal: AbortSignal
  readonly release: () => void
}

/** Ends a request when its time is over or its caller gives it up; `release` when it is over by itself. */
function startDeadline(timeout: number, url: URL, caller: AbortSignal | null): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(timeoutError(url, timeout)), timeout)
  const giveUp = (): void => controller.abort(caller?.reason)
  if (caller?.aborted) giveUp()
  caller?.addEventListener('abort', giveUp, { once: true })
  const release = (): void => {
    clearTimeout(timer)
    caller?.removeEventListener('abort', giveUp)
  }
  return { signal: controller.signal, release }
}

function timeoutError(url: URL, timeout: number): Error {
  const error = new Error(`${url.host} did not answer within ${timeout / 1000} s.`)
  return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' })
}
