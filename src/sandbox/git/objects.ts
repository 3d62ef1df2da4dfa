import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { isolated, type GitRepository } from './run.js'

export interface ObjectInfo {
  readonly oid: string
  readonly type: 'commit' | 'tree' | 'blob' | 'tag'
  /** Bytes. */
  readonly size: number
}
export interface GitObject extends ObjectInfo {
  readonly content: Buffer
}

/** What a name (an id, a ref, `HEAD:path`, `main^{tree}`) stands for; null if it stands for nothing. */
export const objectInfo = (git: GitRepository, name: string): Promise<ObjectInfo | null> =>
  isName(name) ? readerOf(git).ask('info', name) : Promise.resolve(null)

/** The object that a name stands for, whole; null if it stands for nothing. */
export const readObject = (git: GitRepository, name: string): Promise<GitObject | null> =>
  isName(name) ? readerOf(git).ask('contents', name) : Promise.resolve(null)

const isName = (name: string): boolean => name !== '' && !/[\n\0]/.test(name)

type Command = 'info' | 'contents'
interface Question {
  readonly command: Command
  readonly name: string
  readonly answer: (object: GitObject | null) => void
  readonly fail: (error: Error) => void
}
interface Reader {
  ask(command: Command, name: string): Promise<GitObject | null>
  end(): void
}

/** How many repositories have a git at hand that answers at once; the others start one. */
const most = 100
const readers = new Map<string, Reader>()

/** One `git cat-file --batch-command` for each repository in use: a process for each question would cost more than the answer. */
function readerOf({ directory }: GitRepository): Reader {
  const reader = readers.get(directory) ?? openReader(directory, forget)
  readers.delete(directory)
  readers.set(directory, reader)
  const [oldest] = readers
  if (readers.size > most && oldest) {
    readers.delete(oldest[0])
    oldest[1].end()
  }
  return reader

  function forget(): void {
    if (readers.get(directory) === reader) readers.delete(directory)
  }
}

/** Answers in the order of its questions; `onEnd` when git is gone, for whatever reason. */
function openReader(directory: string, onEnd: () => void): Reader {
  const child = spawn('git', ['--git-dir', directory, 'cat-file', '--batch-command'], {
    env: isolated,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const waiting: Question[] = []
  const received = collect()
  // It keeps nobody's process alive that has nothing to ask.
  const streams = [child.stdin, child.stdout].filter((stream) => stream instanceof Socket)
  const rest = (): void => {
    child.unref()
    for (const stream of streams) stream.unref()
  }
  rest()

  child.stdout.on('data', (chunk: Buffer) => {
    received.add(chunk)
    for (let object; waiting[0] && (object = received.take(waiting[0].command)) !== undefined;)
      waiting.shift()?.answer(object)
    if (waiting.length === 0) rest()
  })
  child.on('error', (error) => {
    onEnd()
    for (const { fail } of waiting.splice(0)) fail(error)
  })
  child.on('close', () => {
    onEnd()
    // Git dies of names that make no sense, such as `HEAD:../file`. The other questions are asked again.
    const [culprit, ...others] = waiting.splice(0)
    culprit?.answer(null)
    for (const { command, name, answer, fail } of others)
      readerOf({ directory }).ask(command, name).then(answer, fail)
  })
  child.stdin.on('error', () => undefined) // its end says so
  return {
    ask: (command, name) =>
      new Promise((answer, fail) => {
        if (waiting.length === 0) for (const stream of streams) stream.ref()
        waiting.push({ command, name, answer, fail })
        child.stdin.write(`${command} ${name}\n`)
      }),
    end: () => child.stdin.end(),
  }
}

const header = /^([0-9a-f]{40}) (commit|tree|blob|tag) (\d+)$/

/** Bytes as they arrive, until they are an answer. */
function collect() {
  let chunks: Buffer[] = []
  let length = 0
  let needed = 1
  return {
    add(chunk: Buffer): void {
      chunks.push(chunk)
      length += chunk.length
    },
    /** The first answer; null: there is no such object; undefined: it has not all arrived. */
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
