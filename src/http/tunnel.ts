import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest, Agent, type RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'

/** The way through a proxy, and when to stop trying. */
export interface Tunnel {
  readonly proxy: URL
  readonly signal: AbortSignal
}
type TunnelOptions = RequestOptions & { readonly tunnel?: Tunnel }
export type CertificateAuthorities = string | Buffer | (string | Buffer)[]

/** What a proxy wants to hear about the user, from the user and password in its address. */
export function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {}
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  )
  return { 'proxy-authorization': `Basic ${credentials}` }
}

/** An agent whose connections go through `options.tunnel` of the request that needs a new one. TLS is between rel and the host, not the proxy. */
export function createTunnelAgent(ca: CertificateAuthorities | undefined): Agent {
  const agent = new Agent({ keepAlive: true, ...(ca !== undefined && { ca }) })
  const secure = agent.createConnection.bind(agent)
  agent.createConnection = (options: TunnelOptions, done) => {
    const { tunnel, ...rest } = options
    if (!tunnel || !done) throw new Error('A tunnel needs a proxy.')
    const finish = done as (error: Error | null, socket?: Duplex | null) => void
    const connection = openTunnel(tunnel, rest, ca).then((socket) =>
      secure({ ...rest, socket } as RequestOptions),
    )
    connection.then(
      (socket) => finish(null, socket),
      (error: Error) => finish(error),
    )
    return null
  }
  return agent
}

function openTunnel(
  { proxy, signal }: Tunnel,
  { host, port }: RequestOptions,
  ca?: CertificateAuthorities,
): Promise<Duplex> {
  const target = `${host?.includes(':') ? `[${host}]` : host}:${port}`
  return new Promise((resolve, reject) => {
    const send = proxy.protocol === 'https:' ? httpsRequest : httpRequest
    const request = send(proxyOptions(proxy), {
      method: 'CONNECT',
      path: target,
      agent: false,
      signal,
      headers: { host: target, ...proxyAuthorization(proxy) },
      servername: serverNameOf(proxy),
      ...(ca !== undefined && { ca }),
    })
    const refuse = (answer: IncomingMessage, socket?: Duplex): void => {
      socket?.destroy()
      const message = `it answered ${answer.statusCode} ${answer.statusMessage}`
      reject(Object.assign(new Error(message), { code: 'ERR_PROXY_TUNNEL' }))
    }
    request.once('connect', (answer, socket, head) => {
      if (Math.floor((answer.statusCode ?? 0) / 100) !== 2) return refuse(answer, socket)
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    // Some proxies refuse with an ordinary answer.
    request.once('response', (answer) => refuse(answer, answer.socket))
    request.once('error', reject)
    request.end()
  })
}

/** The address of a proxy without its credentials: Node would send them as `authorization`. */
export function proxyOptions(proxy: URL): URL {
  const url = new URL(proxy)
  url.username = ''
  url.password = ''
  return url
}

/** The name to look for in a proxy's certificate: without it Node takes the one in the header `host`. */
export const serverNameOf = ({ hostname }: URL): string =>
  isIP(hostname.replace(/[[\]]/g, '')) === 0 ? hostname : ''
