import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type RequestOptions,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions as HttpsOptions } from 'node:https'
import {
  createTunnelAgent,
  proxyAuthorization,
  proxyUrlWithoutCredentials,
  serverNameOf,
  type CertificateAuthorities,
} from './tunnel.js'
import type { FetchRequest } from './request.js'

export interface Route {
  /** Opens a request; the caller writes its body and ends it. */
  readonly open: (signal: AbortSignal) => ClientRequest
  /** Closes the idle connections. */
  readonly dropIdle: () => void
  /** The host of the proxy, for messages. */
  readonly proxy: string | null
}

/** Routes requests: directly, by a proxy (http:), or through a tunnel (https:). Agents are created on first use and kept, so that connections are reused. */
export function createRoutes(
  proxyFor: (url: URL) => URL | null,
  ca?: CertificateAuthorities,
): (request: FetchRequest) => Route {
  const trusted = ca !== undefined ? { ca } : {}
  const http = once(() => new HttpAgent({ keepAlive: true }))
  const https = once(() => new HttpsAgent({ keepAlive: true, ...trusted }))
  const tunnels = once(() => createTunnelAgent(ca))

  return ({ url, method, headers }) => {
    const proxy = proxyFor(url)
    if (proxy && url.protocol === 'https:') {
      const agent = tunnels()
      const open = (signal: AbortSignal): ClientRequest =>
        httpsRequest(url, { method, headers, agent, tunnel: { proxy, signal } } as RequestOptions)
      return { open, dropIdle: () => dropIdle(agent), proxy: proxy.host }
    }
    const target = proxy ? proxyUrlWithoutCredentials(proxy) : url
    const [send, agent] = target.protocol === 'https:' ? [httpsRequest, https()] : [httpRequest, http()]
    const options = proxy ? absoluteForm(url, headers, proxy) : { headers }
    const open = (): ClientRequest => send(target, { method, agent, ...options })
    return { open, dropIdle: () => dropIdle(agent), proxy: proxy?.host ?? null }
  }
}

/** The absolute form of a request to a proxy: RFC 9112 §3.2.2. */
function absoluteForm(url: URL, headers: FetchRequest['headers'], proxy: URL): HttpsOptions {
  return {
    path: url.href.slice(0, url.href.length - url.hash.length),
    headers: { host: url.host, ...headers, ...proxyAuthorization(proxy) },
    servername: serverNameOf(proxy),
  }
}

const dropIdle = (agent: HttpAgent): void => {
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
}

function once<Value>(make: () => Value): () => Value {
  const cache: Value[] = []
  return () => (cache[0] ??= make())
}
