import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { keptTokens, newJobToken, newToken, tokenPattern } from '../tokens.js'
import { manifestIn, statePaths, type Paths } from '../paths.js'
import type { Json } from '../runner/json.js'
import { rewriter } from './rewrite.js'

/** The content of snapshot.json: where the demo was played, at which url, and when it ended (milliseconds since 1970). */
export interface SnapshotManifest {
  readonly directory: string
  readonly url: string
  readonly at: number
}
/**
 * Initializes the state of a new sandbox from a snapshot: the same history with new tokens, service ports and runner id, with the
 * new url and folder in all texts, and with times as if the demo had just been played. Commits are not changed.
 */
export async function copySnapshot(snapshot: string, paths: Paths, url: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(manifestIn(snapshot), 'utf8')) as SnapshotManifest
  const from = statePaths(snapshot)
  for (const name of ['repositories', 'runner', 'artifacts', 'images'] as const) {
    rmSync(paths[name], { recursive: true, force: true })
    if (existsSync(from[name])) cpSync(from[name], paths[name], { recursive: true })
  }
  const journal = readFileSync(from.journal, 'utf8')
  const services = filesIn(join(paths.images, 'running'), 'process.json')
  const texts = new Map([
    [manifest.directory, paths.directory],
    [manifest.url, url],
    ...newTokens(journal, paths),
    ...(await newPorts(services)),
    [readFileSync(from.runnerId, 'utf8'), newRunnerId()] as const,
  ])
  const rewrite = rewriter({ texts, shiftMs: Math.floor((Date.now() - manifest.at) / 1000) * 1000 })
  const logs = filesIn(join(paths.images, 'running'), 'log')
  for (const path of [...services, ...logs, paths.runnerId])
    writeFileSync(path, rewrite.text(readFileSync(path, 'utf8')))
  for (const path of filesIn(paths.runner, 'run.json'))
    writeFileSync(path, JSON.stringify(rewrite.json(JSON.parse(readFileSync(path, 'utf8')) as Json)))
  const lines = journal.trimEnd().split('\n')
  const copied = lines.map((line) => `${JSON.stringify(rewrite.json(JSON.parse(line) as Json))}\n`)
  mkdirSync(paths.state, { recursive: true })
  writeFileSync(paths.journal, copied.join(''), { mode: 0o600 })
}

/** Pairs of a token in the snapshot and its replacement: people keep the tokens that they had in this folder before a reset. */
function newTokens(text: string, paths: Paths): readonly (readonly [string, string])[] {
  const kept = keptTokens(paths)
  return [...text.matchAll(tokenPattern)].map(([secret, login]) => [
    secret,
    login === undefined ? newJobToken() : (kept[login] ?? newToken(login)),
  ])
}

const newRunnerId = (): string => `sandbox_${randomBytes(8).toString('hex')}`

/** Replacements for the addresses of the deployed services: each service gets a free port. */
async function newPorts(services: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const before = services.map(
    (path) => (JSON.parse(readFileSync(path, 'utf8')) as { readonly port: number }).port,
  )
  const free = await freePorts(before.length)
  // As an address, and in the two forms that process.json contains.
  return before.flatMap((port, index): [string, string][] => [
    [`127.0.0.1:${port}`, `127.0.0.1:${free[index]}`],
    [`"port":${port}`, `"port":${free[index]}`],
    [`"PORT":"${port}"`, `"PORT":"${free[index]}"`],
  ])
}

/** Opens all ports at the same time, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((done, fail) => server.on('error', fail).listen(0, '127.0.0.1', done))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  return ports
}

function filesIn(folder: string, name: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === name)
    .map((entry) => join(entry.parentPath, entry.name))
}
