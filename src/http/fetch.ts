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
  /** The proxy for a URL, or null: `proxyFor`. */
  readonly proxy: (url: URL) => URL | null
  /** For a whole request with its redirects and body, in milliseconds. Default: 30,000. */
  readonly timeout?: number | undefined
  /** The trusted certificate authorities. Default: Node's, with NODE_EXTRA_CA_CERTS. */
  readonly ca?: CertificateAuthorities | undefined
  /** Resolve as soon as the headers arrive, for large downloads. See `createFetch`. */
  readonly streaming?: boolean | undefined
}

const maxRedirects = 20

/**
 * `fetch` over node:http for Octokit (`request: { fetch }`): on Node 20 the first native fetch costs over 100 ms and 36 MiB.
 * The body is read before the promise resolves, because Octokit treats a truncated body as an empty one (@octokit/request,
 * `getResponseData`). With `streaming` it is not: read `body` (`parseSuccessResponseBody: false`).
 */
export function createFetch({ proxy, timeout = 30_000, ca, streaming = false }: FetchOptions): FetchFunction {
  const routeOf = createRoutes(proxy, ca)
  return async (input, init = {}) => {
    const request = requestOf(input, init)
    const deadline = startDeadline(timeout, request.url, init.signal ?? null)
    try {
      const final = await followRedirects(request, init.redirect ?? 'follow', routeOf, deadline.signal)
      return await toResponse(final, streaming, deadline)
    } catch (error) {
      deadline.release()
      throw error
    }
  }
}

interface FinalResponse {
  readonly message: IncomingMessage
  readonly request: FetchRequest
  readonly redirected: boolean
}

async function followRedirects(
  first: FetchRequest,
  mode: 'follow' | 'manual' | 'error',
  routeOf: (request: FetchRequest) => Route,
  signal: AbortSignal,
): Promise<FinalResponse> {
  let request = first
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const message = await exchange(request, routeOf(request), signal)
    const status = message.statusCode ?? 0
    const target = mode === 'manual' ? null : redirectTarget(status, message.headers.location, request.url)
    if (target === null) return { message, request, redirected: hops > 0 }
    message.resume()
    if (mode === 'error')
      throw new Error(`${request.url.host} sent a redirect, which this request does not allow.`)
    request = redirected(request, status, target)
  }
  throw new Error(`${first.url.host} sent more than ${maxRedirects} redirects.`)
}

async function toResponse(
  { message, request, redirected: wasRedirected }: FinalResponse,
  streaming: boolean,
  deadline: Deadline,
): Promise<FetchResponse> {
  const { signal, release } = deadline
  const final = { url: request.url, redirected: wasRedirected }
  signal.addEventListener('abort', () => message.destroy(signal.reason as Error), { once: true })
  try {
    const body = bodyOf(message, request.method)
    const read = (): Promise<Buffer> =>
      readAll(body).catch((error: unknown) => {
        throw networkError(`Could not read the whole response of ${request.url.host}`, error, signal)
      })
    if (streaming && body) {
      finished(body, release)
      return responseOf(message, final, body, read)
    }
    const bytes = await read()
    release()
    return responseOf(message, final, body && Readable.from([bytes], { objectMode: false }), () =>
      Promise.resolve(bytes),
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

/** Aborts a request at its timeout or when its caller aborts it. Call `release` when the request has ended. */
function startDeadline(timeout: number, url: URL, caller: AbortSignal | null): Deadline {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(timeoutError(url, timeout)), timeout)
  const abort = (): void => controller.abort(caller?.reason)
  if (caller?.aborted) abort()
  caller?.addEventListener('abort', abort, { once: true })
  const release = (): void => {
    clearTimeout(timer)
    caller?.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, release }
}

function timeoutError(url: URL, timeout: number): Error {
  const error = new Error(`${url.host} did not answer within ${timeout / 1000} s.`)
  return Object.assign(error, { name: 'TimeoutError', code: 'ETIMEDOUT' })
}
