import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FetchRequest } from './request.js'
import type { Route } from './route.js'

/** Sends one request and returns its response. Rejects with the `code` of the cause; the message names the host, never the URL or a header. */
export async function exchange(
  request: FetchRequest,
  route: Route,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const via = route.proxy === null ? '' : ` through the proxy ${route.proxy}`
  const fail = (error: unknown): never => {
    throw networkError(`Could not reach ${request.url.host}${via}`, error, signal)
  }
  try {
    return await send(request, route, signal)
  } catch (error) {
    if (!(error instanceof StaleConnection)) return fail(error)
  }
  // The server had closed the idle connection: retry on a new one.
  route.dropIdle()
  return send(request, route, signal).catch(fail)
}

/** A reused connection that broke before the first byte of the response: a repeatable request can be sent again. */
class StaleConnection extends Error {
  override readonly name = 'StaleConnection'
}

function send(request: FetchRequest, route: Route, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const outgoing = route.open(signal)
    let received = 0
    const stop = (): void => {
      outgoing.destroy(signal.reason as Error)
      // Without a connection, `destroy` emits no event.
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', stop, { once: true })
    outgoing.once('socket', (socket) => (received = socket.bytesRead))
    outgoing.once('response', (message) => {
      signal.removeEventListener('abort', stop)
      resolve(message)
    })
    outgoing.once('close', () => signal.removeEventListener('abort', stop))
    outgoing.on('error', (error) =>
      reject(
        isStale(outgoing, request, received, error)
          ? new StaleConnection(error.message, { cause: error })
          : error,
      ),
    )
    writeBody(outgoing, request.body, reject)
  })
}

function isStale(
  outgoing: ClientRequest,
  request: FetchRequest,
  received: number,
  error: NodeJS.ErrnoException,
): boolean {
  return (
    outgoing.reusedSocket &&
    outgoing.socket?.bytesRead === received &&
    (error.code === 'ECONNRESET' || error.code === 'EPIPE') &&
    (request.method === 'GET' || request.method === 'HEAD') &&
    request.body === null
  )
}

function writeBody(
  outgoing: ClientRequest,
  body: Buffer | Readable | null,
  fail: (error: Error) => void,
): void {
  if (body === null || Buffer.isBuffer(body)) outgoing.end(body ?? undefined)
  else pipeline(body, outgoing).catch(fail)
}

/** A network error with the `code` of its cause. The reason of an abort is returned unchanged. */
export function networkError(action: string, error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason as Error
  const cause = (error instanceof StaleConnection ? error.cause : error) as NodeJS.ErrnoException
  // For a host with several addresses, Node's message is empty; the code is used instead.
  const failure = new Error(`${action}: ${cause.message || cause.code}`, { cause })
  return cause.code === undefined ? failure : Object.assign(failure, { code: cause.code })
}
