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
  proxyOptions,
  serverNameOf,
  type CertificateAuthorities,
} from './tunnel.js'
import type { FetchRequest } from './request.js'

export interface Route {
  /** Opens a request; the caller writes the body and ends it. */
  readonly open: (signal: AbortSignal) => ClientRequest
  /** Closes the connections that wait for the next request. */
  readonly dropIdle: () => void
  /** Host of the proxy on the way, for messages. */
  readonly proxy: string | null
}

/** Finds the way to a host: direct, by a proxy (http:) or through it (https:). Agents are made on first use and kept, so that connections are reused. */
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
    const first = proxy ? proxyOptions(proxy) : url
    const [send, agent] = first.protocol === 'https:' ? [httpsRequest, https()] : [httpRequest, http()]
    const form = proxy ? absoluteForm(url, headers, proxy) : { headers }
    const open = (): ClientRequest => send(first, { method, agent, ...form })
    return { open, dropIdle: () => dropIdle(agent), proxy: proxy?.host ?? null }
  }
}

/** A request as a proxy wants it: RFC 9112 §3.2.2. */
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
  const made: Value[] = []
  return () => (made[0] ??= make())
}
