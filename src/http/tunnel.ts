import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest, Agent, type RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'

/** A tunnel through a proxy; `signal` aborts opening it. */
export interface Tunnel {
  readonly proxy: URL
  readonly signal: AbortSignal
}
type TunnelOptions = RequestOptions & { readonly tunnel?: Tunnel }
export type CertificateAuthorities = string | Buffer | (string | Buffer)[]

/** The header that authenticates at a proxy, from the user and password in its URL. */
export function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {}
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  )
  return { 'proxy-authorization': `Basic ${credentials}` }
}

/** An agent that opens connections through the `tunnel` option of a request. TLS is between rel and the host, not the proxy. */
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
    const request = send(proxyUrlWithoutCredentials(proxy), {
      method: 'CONNECT',
      path: target,
      agent: false,
      signal,
      headers: { host: target, ...proxyAuthorization(proxy) },
      servername: serverNameOf(proxy),
      ...(ca !== undefined && { ca }),
    })
    const refuse = (response: IncomingMessage, socket?: Duplex): void => {
      socket?.destroy()
      const message = `the proxy returned ${response.statusCode} ${response.statusMessage}`
      reject(Object.assign(new Error(message), { code: 'ERR_PROXY_TUNNEL' }))
    }
    request.once('connect', (response, socket, head) => {
      if (Math.floor((response.statusCode ?? 0) / 100) !== 2) return refuse(response, socket)
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    // Some proxies refuse with an ordinary response.
    request.once('response', (response) => refuse(response, response.socket))
    request.once('error', reject)
    request.end()
  })
}

/** The URL of a proxy without its credentials, which Node would send as `authorization`. */
export function proxyUrlWithoutCredentials(proxy: URL): URL {
  const url = new URL(proxy)
  url.username = ''
  url.password = ''
  return url
}

/** The name to verify in a proxy's certificate; without it, Node uses the `host` header. */
export const serverNameOf = ({ hostname }: URL): string =>
  isIP(hostname.replace(/[[\]]/g, '')) === 0 ? hostname : ''
