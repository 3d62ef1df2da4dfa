import { Agent, request } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDemo } from '../../src/sandbox/demo/demo.js'
import { createSandboxServer } from '../../src/sandbox/server/server.js'
import { openStore, type Store } from '../../src/sandbox/state/store.js'
import { keyHeader } from '../../src/sandbox/key.js'
import { createDownloads } from '../../src/sandbox/downloads.js'
import { createWorld, wholeSeconds } from '../../src/sandbox/world.js'
import type { FuzzRequest } from './fuzz-requests.js'

/** Responses have URLs, which are equal for two servers with the same host name. */
const host = 'sandbox.localhost'

export interface Reply {
  readonly status: number
  readonly text: string
}
export type Served = Awaited<ReturnType<typeof openServer>>

const key = 'a key'

/** A server in this process with its own journal; the clock advances a second per request, which avoids the hourly limits. */
export async function openServer(journal: string, repositories: string) {
  const store = openStore(journal)
  let seconds = 0
  const clock = () => Date.UTC(2026, 5, 1) + seconds * 1000
  const world = createWorld(
    store,
    ({ id }) => join(repositories, `${id}.git`),
    { urls: { html: '', api: '', graphql: '' }, downloads: createDownloads(key, clock) },
    () => wholeSeconds(clock()),
  )
  if (store.size('users') === 0) await createDemo(world, { images: '', tokens: '' })
  const server = createSandboxServer(world, {
    strict: false,
    clock,
    key,
    status: () => ({}),
    images: '',
    artifacts: join(repositories, 'artifacts'),
    clone: () => Promise.resolve(null),
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const tokenOf = (login: string): string => store.by('tokens', 'login', login)[0]?.secret ?? 'none'

  const send = (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | null,
  ): Promise<Reply> => {
    seconds += 1
    return new Promise((resolve, reject) => {
      const outgoing = request({ port, agent, method, path, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        )
      })
      outgoing.on('error', reject)
      outgoing.end(body ?? undefined)
    })
  }
  const authorization = (login: string | null): Record<string, string> =>
    login === null ? {} : { authorization: `Bearer ${tokenOf(login)}` }

  return {
    store,
    port,
    as: (login: string, method: string, path: string, body?: unknown): Promise<Reply> =>
      send(
        method,
        path,
        { ...authorization(login), host, [keyHeader]: key, 'content-type': 'application/json' },
        body === undefined ? null : JSON.stringify(body),
      ),
    sendRequest: ({ method, path, login, headers, body }: FuzzRequest): Promise<Reply> =>
      send(method, path, { ...authorization(login), host, ...headers }, body),
    /** Sends the headers and a part of the body, then closes the connection. */
    breakOff: ({ method, path, login, body, cut }: FuzzRequest): Promise<void> =>
      new Promise((done) => {
        const socket = connect(port, '127.0.0.1', () => {
          const head = `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${tokenOf(login ?? '')}\r\n`
          const length = Buffer.byteLength(body ?? '')
          socket.write(`${head}content-length: ${length}\r\n\r\n${(body ?? '').slice(0, cut ?? 0)}`, () =>
            socket.destroy(),
          )
        })
        socket.on('error', () => undefined) // the server may hang up first
        socket.on('close', () => done())
      }),
    raw: (text: string): Promise<string> =>
      new Promise((done) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(text))
        let received = ''
        socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
        socket.on('error', () => undefined)
        socket.on('close', () => done(received))
      }),
    close: async (): Promise<void> => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      store.close()
    },
  }
}

export interface FuzzFolder {
  readonly journal: string
  readonly repositories: string
  /** The rows that a restart would read from the current journal. */
  replayed(): Store
  remove(): void
}

export function createFuzzFolder(): FuzzFolder {
  const folder = mkdtempSync(join(tmpdir(), 'rel-fuzz-'))
  const journal = join(folder, 'journal.ndjson')
  const repositories = join(folder, 'git')
  mkdirSync(repositories)
  return {
    journal,
    repositories,
    replayed() {
      const copy = join(folder, 'copy.ndjson')
      copyFileSync(journal, copy)
      return openStore(copy)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
