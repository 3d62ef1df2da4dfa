import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FetchRequest } from './request.js'
import type { Route } from './route.js'

/** The first answer to one request. Rejects with the cause's `code`, naming the host and never the address or a header. */
export async function exchange(
  request: FetchRequest,
  route: Route,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const way = route.proxy === null ? '' : ` through the proxy ${route.proxy}`
  const failed = (error: unknown): never => {
    throw networkError(`Could not reach ${request.url.host}${way}`, error, signal)
  }
  try {
    return await send(request, route, signal)
  } catch (error) {
    if (!(error instanceof StaleConnection)) return failed(error)
  }
  // The server had closed the idle connection; a fresh one tells whether it is there.
  route.dropIdle()
  return send(request, route, signal).catch(failed)
}

/** A kept connection broke before a byte of the answer: nothing was lost if the request may be repeated. */
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
      // Without a connection yet, destroying says nothing.
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

/** A failure of the network in words, with the `code` of its cause. The reason of an abort is passed on as it is. */
export function networkError(what: string, error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason as Error
  const cause = (error instanceof StaleConnection ? error.cause : error) as NodeJS.ErrnoException
  // With several addresses for one name Node's message is empty, and the code says it all.
  const failure = new Error(`${what}: ${cause.message || cause.code}`, { cause })
  return cause.code === undefined ? failure : Object.assign(failure, { code: cause.code })
}
