import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import type { TableName } from './tables.js'

/** A row written (or, with null, removed) under its key. */
export type Change = readonly [table: TableName, key: string | number, row: unknown]
interface Line {
  readonly id: number
  readonly changes: readonly Change[]
}

/** What `kill -9` left: whole lines, and perhaps a torn last one, which nobody was told of. */
export interface Opened {
  readonly lines: number
  readonly torn: boolean
}

/**
 * An append-only file of JSON lines, one for each transaction. A line is written before anybody is answered; the operating
 * system keeps it when the process is killed. Throws what the file system throws, and then the file is as it was.
 */
export function openJournal(path: string, replay: (change: Change) => void) {
  let lastId = 0
  const opened = existsSync(path)
    ? read(path, (line) => {
        lastId = line.id
        line.changes.forEach(replay)
      })
    : { lines: 0, torn: false }
  let file = openSync(path, 'a')
  let length = fstatSync(file).size

  return {
    opened: opened satisfies Opened,
    nextId: (): number => ++lastId,
    append(changes: readonly Change[]): void {
      const line = Buffer.from(toLine({ id: lastId, changes }))
      try {
        writeAll(file, line)
        length += line.length
      } catch (error) {
        ftruncateSync(file, length) // half a line in the middle would make every later one unreadable
        throw error
      }
    },
    rewrite(changes: readonly Change[]): void {
      const draft = `${path}.new`
      rmSync(draft, { force: true })
      const next = openSync(draft, 'a')
      for (let start = 0; start < changes.length; start += 500)
        writeAll(next, Buffer.from(toLine({ id: lastId, changes: changes.slice(start, start + 500) })))
      renameSync(draft, path)
      closeSync(file)
      file = next
      length = fstatSync(file).size
    },
    close: (): void => closeSync(file),
  }
}

const toLine = (line: Line): string => `${JSON.stringify(line)}\n`

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}

/** Hands over every whole line and cuts off a torn last one. */
function read(path: string, take: (line: Line) => void): Opened {
  const bytes = readFileSync(path)
  let lines = 0
  let at = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    take(JSON.parse(bytes.toString('utf8', at, end)) as Line)
    lines += 1
    at = end + 1
  }
  if (at === bytes.length) return { lines, torn: false }
  const file = openSync(path, 'r+')
  ftruncateSync(file, at)
  closeSync(file)
  return { lines, torn: true }
}
