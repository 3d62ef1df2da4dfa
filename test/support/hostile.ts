import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a server of somebody else received: the method, the address and every header that may carry a token. */
export interface Received {
  readonly request: string
  readonly credentials: string | null
}

const pem = (name: string): string => readFileSync(new URL(`tls/${name}.pem`, import.meta.url), 'utf8')

/**
 * A server of somebody else. It answers as itself at `url`, and as every host of the internet to programs with `environment`, over
 * http and https, because it is their proxy.
 */
export async function hostileServer() {
  const received: Received[] = []
  const record =
    (scheme: string): RequestListener =>
    (request, response) => {
      const { host, authorization, cookie, 'proxy-authorization': proxy } = request.headers
      const address = request.url?.startsWith('http') ? request.url : `${scheme}://${host}${request.url}`
      const credentials = [authorization, cookie, proxy].filter(Boolean).join(' ') || null
      received.push({ request: `${request.method} ${address}`, credentials })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"repository":null}}')
    }
  const tls = createTlsServer({ key: pem('key'), cert: pem('certificate') }, record('https'))
  const server = createServer(record('http'))
  const sockets = new Set<Socket>()
  for (const each of [tls, server])
    each.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})))
  server.on('connect', (_: IncomingMessage, socket: Socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    tls.emit('connection', socket)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((closed) => server.close(closed))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const environment = { HTTPS_PROXY: url, HTTP_PROXY: url, NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  return { url, environment, received }
}
