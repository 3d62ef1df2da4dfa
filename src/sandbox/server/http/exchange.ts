import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Urls } from '../../world.js'
import type { Identity } from './authenticate.js'

/** One request that the server handles, with its response. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  /** The path as in the contract, without the prefix of GitHub Enterprise (/api/v3). */
  readonly path: string
  readonly url: URL
  readonly urls: Urls
  readonly identity: Identity
  readonly requestId: string
}

/** A response. A Buffer is sent as bytes, any other `body` as JSON; undefined: no body. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The media type of bytes. */
  readonly type?: string
  /** The points that a GraphQL request spent. */
  readonly points?: number
}

/** Reads the body; null if it has more than `most` bytes. */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  if (Number(request.headers['content-length'] ?? 0) > most) return null
  // Leaving the loop must not close the connection: the refusal is still to be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function bytesOf({ body }: Reply): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
}
