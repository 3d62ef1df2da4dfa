import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { hostRefusal } from './address.js'
import type { Authority } from './authority.js'

/**
 * Answers CONNECT, with which a client asks a proxy for a TLS connection. For the sandbox's own host names the tunnel ends in
 * this server, with a certificate of its own authority; no other host can be reached.
 */
export function openTunnels(server: Server, authority: Authority): void {
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy()) // the client closed the connection
    const host = (request.url ?? '').replace(/:\d+$/, '').toLowerCase()
    const refusal = hostRefusal(host)
    if (refusal !== null)
      return void socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n\r\n${refusal}\n`,
      )
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    const secure = new TLSSocket(socket as ConstructorParameters<typeof TLSSocket>[0], {
      isServer: true,
      secureContext: authority(host),
      ALPNProtocols: ['http/1.1'],
    })
    secure.on('error', () => secure.destroy()) // for example, the client does not trust the authority
    server.emit('connection', secure)
  })
}
