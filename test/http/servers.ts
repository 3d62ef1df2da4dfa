import { readFileSync } from 'node:fs'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

const pem = (name: string): string =>
  readFileSync(new URL(`../support/tls/${name}.pem`, import.meta.url), 'utf8')
export const certificate = pem('certificate')

/** Starts a server that is closed with its connections when the test ends. Returns `host:port`. */
async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

export const serve = async (listener: RequestListener): Promise<string> =>
  `http://${await listen(createHttpServer(listener))}`

export const serveTls = async (listener: RequestListener): Promise<string> =>
  `https://${await listen(createHttpsServer({ key: pem('key'), cert: certificate }, listener))}`

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

export const sendJson = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value))
}

interface ProxyOptions {
  /** The raw response to every CONNECT, instead of opening a tunnel. */
  readonly refusal?: string
  readonly tls?: boolean
}

/** A proxy that records its requests: `CONNECT host:port as user` or `GET http://… as user`. */
export async function serveProxy({ refusal, tls = false }: ProxyOptions = {}): Promise<{
  url: URL
  requests: string[]
}> {
  const asked: string[] = []
  const note = (request: IncomingMessage): void => {
    const user = Buffer.from(request.headers['proxy-authorization']?.split(' ')[1] ?? '', 'base64').toString()
    asked.push(`${request.method} ${request.url} as ${user || 'nobody'}`)
  }
  const server = tls ? createHttpsServer({ key: pem('key'), cert: certificate }) : createHttpServer()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    note(request)
    response.end(`through the proxy to ${request.headers.host}`)
  })
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    note(request)
    if (refusal !== undefined) return void socket.write(refusal)
    const [host = '', port] = (request.url ?? '').split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    for (const [end, other] of [
      [upstream, socket],
      [socket, upstream],
    ] as const)
      end.on('error', () => other.destroy()).on('close', () => other.destroy())
  })
  return { url: new URL(`${tls ? 'https' : 'http'}://${await listen(server)}`), requests: asked }
}

/** An address without a server. */
export async function freeAddress(): Promise<string> {
  const server = createHttpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}
