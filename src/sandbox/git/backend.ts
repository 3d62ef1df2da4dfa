import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { spawnGit, spawnHttpBackend } from './process.js'

/** The capability advertisement of protocol 2 by directory; it has no refs, so it never changes. */
const capabilities = new Map<string, Promise<Buffer>>()

/** The first response to a fetch with protocol 2; null for other requests, whose response depends on the refs. */
export function capabilitiesFor(
  request: IncomingMessage,
  directory: string,
  query: string,
): Promise<Buffer> | null {
  if (request.headers['git-protocol'] !== 'version=2' || query !== 'service=git-upload-pack') return null
  const advertisement = capabilities.get(directory) ?? readCapabilities(directory)
  capabilities.set(directory, advertisement)
  advertisement.catch(() => capabilities.delete(directory))
  return advertisement
}

async function readCapabilities(directory: string): Promise<Buffer> {
  const args = ['upload-pack', '--stateless-rpc', '--advertise-refs', directory]
  const child = spawnGit(args, { GIT_PROTOCOL: 'version=2' })
  const [bytes, [status]] = await Promise.all([buffer(child.stdout), once(child, 'close')])
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${String(status)}`)
  return bytes
}

/**
 * Streams a request of git's smart HTTP to `git http-backend` (CGI, RFC 3875) and streams the response back. Resolves with the
 * status when the whole body has been sent; `finish` then ends the response, so that the changes of a push can be recorded
 * before the client sees the push complete.
 */
export function httpBackend(
  request: IncomingMessage,
  response: ServerResponse,
  call: {
    readonly directory: string
    readonly pathInfo: string
    readonly query: string
    readonly user: string
    /** More environment variables for git and its hooks. */
    readonly environment: Readonly<Record<string, string>>
  },
): Promise<{ readonly status: number; readonly finish: () => void }> {
  return new Promise((resolve, reject) => {
    const child = spawnHttpBackend(environmentOf(request, call))
    let head = Buffer.alloc(0)
    let status = 0
    request.pipe(child.stdin)
    child.stdin.on('error', () => undefined) // git may stop reading early
    response.on('close', () => child.kill()) // the client has disconnected or the response is complete
    child.stdout.on('data', (chunk: Buffer) => {
      if (status > 0) return forward(chunk)
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      status = writeHead(response, head.subarray(0, end).toString())
      if (head.length > end + 4) forward(head.subarray(end + 4))
    })
    const forward = (chunk: Buffer): void => {
      if (response.write(chunk)) return
      child.stdout.pause()
      response.once('drain', () => child.stdout.resume())
    }
    child.on('error', reject)
    child.on('close', () => {
      if (status === 0) response.writeHead((status = 500))
      resolve({ status, finish: () => response.end() })
    })
  })
}

function writeHead(response: ServerResponse, head: string): number {
  let status = 200
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()]
    if (name.toLowerCase() === 'status') status = parseInt(value, 10)
    else response.setHeader(name, value)
  }
  response.writeHead(status)
  return status
}

function environmentOf(
  request: IncomingMessage,
  call: {
    readonly directory: string
    readonly pathInfo: string
    readonly query: string
    readonly user: string
    /** More environment variables for git and its hooks. */
    readonly environment: Readonly<Record<string, string>>
  },
): Record<string, string> {
  const { headers } = request
  return {
    GIT_PROJECT_ROOT: call.directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: call.pathInfo,
    QUERY_STRING: call.query,
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: headers['content-type'] ?? '',
    // A big push is sent in chunks without a length; git then reads to the end.
    ...(headers['content-length'] !== undefined && { CONTENT_LENGTH: headers['content-length'] }),
    HTTP_CONTENT_ENCODING: String(headers['content-encoding'] ?? ''),
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    REMOTE_USER: call.user,
    REMOTE_ADDR: '127.0.0.1',
    ...call.environment,
  }
}
