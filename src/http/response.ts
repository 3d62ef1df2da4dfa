import { bytesIn } from '../lib/stream.js'
import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export interface FetchHeaders extends Iterable<[string, string]> {
  readonly get: (name: string) => string | null
  readonly has: (name: string) => boolean
  readonly forEach: (visit: (value: string, name: string) => void) => void
  readonly keys: () => IterableIterator<string>
  readonly values: () => IterableIterator<string>
  readonly entries: () => IterableIterator<[string, string]>
}

export interface FetchResponse {
  readonly status: number
  readonly statusText: string
  readonly ok: boolean
  readonly url: string
  readonly redirected: boolean
  readonly headers: FetchHeaders
  readonly body: Readable | null
  readonly bodyUsed: boolean
  readonly text: () => Promise<string>
  readonly json: () => Promise<unknown>
  readonly arrayBuffer: () => Promise<ArrayBuffer>
}

export function headersOf(message: IncomingMessage): FetchHeaders {
  const joined = Object.entries(message.headersDistinct).map(
    ([name, values]) => [name, (values ?? []).join(', ')] as const,
  )
  const map = new Map(joined)
  return {
    get: (name) => map.get(name.toLowerCase()) ?? null,
    has: (name) => map.has(name.toLowerCase()),
    forEach: (visit) => map.forEach((value, name) => visit(value, name)),
    keys: () => map.keys(),
    values: () => map.values(),
    entries: () => map.entries(),
    [Symbol.iterator]: () => map.entries(),
  }
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** The decompressed body of a response, or null if it cannot have one. A truncated body is an error of the stream. */
export function bodyOf(message: IncomingMessage, method: string): Readable | null {
  const status = message.statusCode ?? 0
  if (method === 'HEAD' || status === 204 || status === 205 || status === 304) {
    message.resume()
    return null
  }
  if (message.headers['content-length'] === '0') return message
  const encodings = (message.headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
  return encodings
    .filter((name) => name !== '' && name !== 'identity')
    .reduceRight<Readable>(decoded, message)
}

function decoded(source: Readable, encoding: string): Readable {
  const decoder = decoders[encoding]?.()
  if (!decoder) throw new Error(`Unknown content encoding: ${encoding}`)
  // The reader gets the error: pipeline destroys the decoder with it.
  return pipeline(source, decoder, () => {})
}

export const readAll = async (body: Readable | null): Promise<Buffer> =>
  body === null ? Buffer.alloc(0) : bytesIn(body)

/** `read` reads the whole body from the stream `body`. */
export function responseOf(
  message: IncomingMessage,
  final: { readonly url: URL; readonly redirected: boolean },
  body: Readable | null,
  read: () => Promise<Buffer>,
): FetchResponse {
  const status = message.statusCode ?? 0
  const state = { used: false }
  const consume = async (): Promise<Buffer> => {
    if (state.used || body?.readableDidRead) throw new TypeError('The body of the response was already read.')
    state.used = body !== null
    return read()
  }
  return {
    status,
    statusText: message.statusMessage ?? '',
    ok: status >= 200 && status < 300,
    url: final.url.href,
    redirected: final.redirected,
    headers: headersOf(message),
    body,
    get bodyUsed() {
      return state.used || (body?.readableDidRead ?? false)
    },
    text: async () => new TextDecoder().decode(await consume()),
    json: async () => JSON.parse(new TextDecoder().decode(await consume())) as unknown,
    arrayBuffer: async () => new Uint8Array(await consume()).buffer,
  }
}
