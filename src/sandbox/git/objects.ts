import { Socket } from 'node:net'
import { spawnGit } from './process.js'
import type { GitRepository } from './run.js'

export interface ObjectInfo {
  readonly oid: string
  readonly type: 'commit' | 'tree' | 'blob' | 'tag'
  /** In bytes. */
  readonly size: number
}
export interface GitObject extends ObjectInfo {
  readonly content: Buffer
}

/** The object of a name (an id, a ref, `HEAD:path`, `main^{tree}`) without its content; null if there is none. */
export const objectInfo = (git: GitRepository, name: string): Promise<ObjectInfo | null> =>
  isName(name) ? readerOf(git).request('info', name) : Promise.resolve(null)

/** The object of a name with its content; null if there is none. */
export const readObject = (git: GitRepository, name: string): Promise<GitObject | null> =>
  isName(name) ? readerOf(git).request('contents', name) : Promise.resolve(null)

const isName = (name: string): boolean => name !== '' && !/[\n\0]/.test(name)

type Command = 'info' | 'contents'
interface PendingRequest {
  readonly command: Command
  readonly name: string
  readonly resolve: (object: GitObject | null) => void
  readonly reject: (error: Error) => void
}
interface Reader {
  request(command: Command, name: string): Promise<GitObject | null>
  end(): void
}

/** The maximum number of open readers; a further repository closes the one not used for longest. */
const maximum = 100
const readers = new Map<string, Reader>()

/** One `git cat-file --batch-command` for each repository in use, which saves a process for each request. */
function readerOf({ directory }: GitRepository): Reader {
  const reader = readers.get(directory) ?? openReader(directory, forget)
  readers.delete(directory)
  readers.set(directory, reader)
  const [oldest] = readers
  if (readers.size > maximum && oldest) {
    readers.delete(oldest[0])
    oldest[1].end()
  }
  return reader

  function forget(): void {
    if (readers.get(directory) === reader) readers.delete(directory)
  }
}

/** Starts a reader, which responds in the order of its requests; calls `onEnd` when its process has ended. */
function openReader(directory: string, onEnd: () => void): Reader {
  const child = spawnGit(['--git-dir', directory, 'cat-file', '--batch-command'])
  const pending: PendingRequest[] = []
  const received = createBuffer()
  // An idle reader does not keep the server's process alive.
  const streams = [child.stdin, child.stdout].filter((stream) => stream instanceof Socket)
  const unrefAll = (): void => {
    child.unref()
    for (const stream of streams) stream.unref()
  }
  unrefAll()

  child.stdout.on('data', (chunk: Buffer) => {
    received.add(chunk)
    for (let object; pending[0] && (object = received.take(pending[0].command)) !== undefined;)
      pending.shift()?.resolve(object)
    if (pending.length === 0) unrefAll()
  })
  child.on('error', (error) => {
    onEnd()
    for (const { reject } of pending.splice(0)) reject(error)
  })
  child.on('close', () => {
    onEnd()
    // git exits on invalid names such as `HEAD:../file`: that request gets null, the rest are sent again.
    const [failed, ...rest] = pending.splice(0)
    failed?.resolve(null)
    for (const { command, name, resolve, reject } of rest)
      readerOf({ directory }).request(command, name).then(resolve, reject)
  })
  child.stdin.on('error', () => undefined) // handled by its close event
  return {
    request: (command, name) =>
      new Promise((resolve, reject) => {
        if (pending.length === 0) for (const stream of streams) stream.ref()
        pending.push({ command, name, resolve, reject })
        child.stdin.write(`${command} ${name}\n`)
      }),
    end: () => child.stdin.end(),
  }
}

const header = /^([0-9a-f]{40}) (commit|tree|blob|tag) (\d+)$/

/** Collects output until it holds a complete response. */
function createBuffer() {
  let chunks: Buffer[] = []
  let length = 0
  let needed = 1
  return {
    add(chunk: Buffer): void {
      chunks.push(chunk)
      length += chunk.length
    },
    /** Takes the first response: null if there is no such object, undefined if it is incomplete. */
    take(command: Command): GitObject | null | undefined {
      if (length < needed) return undefined
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      chunks = [bytes]
      const end = bytes.indexOf('\n')
      if (end < 0) return undefined
      const [, oid, type, digits] = header.exec(bytes.toString('utf8', 0, end)) ?? []
      const size = Number(digits)
      const start = end + 1
      const stop = oid !== undefined && command === 'contents' ? start + size + 1 : start
      if (length < stop) return void (needed = stop)
      chunks = length === stop ? [] : [bytes.subarray(stop)]
      length -= stop
      needed = 1
      if (oid === undefined) return null
      const content = bytes.subarray(start, Math.max(start, stop - 1))
      return { oid, type: type as ObjectInfo['type'], size, content }
    },
  }
}
