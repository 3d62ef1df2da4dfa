import { bytesIn } from '../../../lib/stream.js'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Urls } from '../../world.js'
import type { Identity } from './authenticate.js'

/** One request on its way through the server. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  /** Without the prefix of GitHub Enterprise (/api/v3), as the contract writes it. */
  readonly path: string
  readonly url: URL
  readonly urls: Urls
  readonly identity: Identity
  readonly requestId: string
}

/** What goes back: JSON, or bytes when they are given. No body: undefined. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The media type of bytes. */
  readonly type?: string
}

/** The whole body. */
export const readBody = (request: IncomingMessage): Promise<Buffer> => bytesIn(request)

export function bytesOf({ body }: Reply): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
}
