import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRouter, readContract } from '../contract/rest.js'
import type { World } from '../world.js'
import type { Authority } from './http/authority.js'
import { createLags } from './faults/lag.js'
import { createFaultList } from './faults/faults.js'
import { handle, type ServerParts } from './http/handle.js'
import { createQuotas } from './http/quota.js'
import { createRequestList } from './http/requests.js'
import { createChecks } from './http/strict.js'
import { openTunnels } from './http/tunnel.js'
import { createVerdicts } from './http/verdicts.js'

export interface ServerOptions {
  /** Checks every response against GitHub's OpenAPI description. */
  readonly strict: boolean
  readonly clock: () => number
  readonly key: string
  readonly status: () => unknown
  readonly images: string
  readonly artifacts: string
  readonly clone: ServerParts['clone']
  /** Without an authority the server accepts no TLS connections. */
  readonly authority?: Authority
}

/** Makes an HTTP server answer as the sandbox. */
export function createSandboxServer(
  world: World,
  { strict, clock, key, status, images, artifacts, clone, authority }: ServerOptions,
  server = createServer(),
): Server {
  const contract = readContract()
  const parts: ServerParts = {
    world,
    clock,
    key,
    status,
    images,
    artifacts,
    clone,
    router: createRouter(contract),
    checks: createChecks(contract, strict),
    quotas: createQuotas(clock),
    requests: createRequestList(),
    faults: createFaultList(),
    lags: createLags(clock),
    verdicts: createVerdicts(),
    origin: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
  server.on('request', (request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      // The response is destroyed if the client disconnected; any other error is a bug and is logged.
      if (!response.destroyed)
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      response.destroy()
    })
  })
  if (authority) openTunnels(server, authority)
  server.keepAliveTimeout = 60_000
  server.requestTimeout = 0 // no limit for big pushes
  return server
}
