import { createServer, type Server } from 'node:http'
import { createRouter, readContract } from '../contract/rest.js'
import type { World } from '../world.js'
import { createFaultList } from './faults.js'
import { handle, type Parts } from './handle.js'
import { createQuotaBook } from './quota.js'
import { createRequestList } from './requests.js'
import { createChecks } from './strict.js'

export interface ServerOptions {
  /** Checks every answer against GitHub's description. */
  readonly strict: boolean
  readonly clock: () => number
  readonly status: () => unknown
}

/** The server of the sandbox, not yet listening. */
export function createSandboxServer(world: World, { strict, clock, status }: ServerOptions): Server {
  const contract = readContract()
  const parts: Parts = {
    world,
    clock,
    status,
    router: createRouter(contract),
    checks: createChecks(contract, strict),
    quotas: createQuotaBook(clock),
    requests: createRequestList(),
    faults: createFaultList(),
  }
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      // The client went away while it was answered; anything else is a bug and must be seen.
      if (!response.destroyed)
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      response.destroy()
    })
  })
  server.keepAliveTimeout = 60_000
  server.requestTimeout = 0 // a big push takes as long as it takes
  return server
}
