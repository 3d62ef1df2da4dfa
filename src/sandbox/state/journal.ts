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
  /** How many changes they hold: far more than there are rows, if most of them were overtaken. */
  readonly changes: number
  readonly torn: boolean
}

/**
 * An append-only file of JSON lines, one for each transaction. A line is written before anybody is answered; the operating
 * system keeps it when the process is killed. Throws what the file system throws, and then the file is as it was. A line in
 * the middle that cannot be read is an error that names it, and the file is left alone.
 */
export function openJournal(path: string, replay: (change: Change) => void) {
  let lastId = 0
  const opened = existsSync(path)
    ? read(path, (line) => {
        lastId = line.id
        line.changes.forEach(replay)
      })
    : { lines: 0, changes: 0, torn: false }
  let file = openSync(path, 'a')
  let length = fstatSync(file).size
  let broken: unknown = null

  return {
    opened: opened satisfies Opened,
    nextId: (): number => ++lastId,
    append(changes: readonly Change[]): void {
      if (broken !== null) throw broken
      const line = Buffer.from(toLine({ id: lastId, changes }))
      try {
        writeAll(file, line)
        length += line.length
      } catch (error) {
        broken = error // whatever followed half a line would be lost with it
        ftruncateSync(file, length)
        broken = null
        throw error
      }
    },
    /** The same rows in a new file, which takes the place of the old one at once: killed at any point, one of both is whole. */
    rewrite(changes: readonly Change[]): void {
      const draft = `${path}.new`
      rmSync(draft, { force: true })
      const next = openSync(draft, 'a')
      try {
        for (let start = 0; start < changes.length; start += 500)
          writeAll(next, Buffer.from(toLine({ id: lastId, changes: changes.slice(start, start + 500) })))
        renameSync(draft, path)
      } catch (error) {
        closeSync(next)
        rmSync(draft, { force: true })
        throw error
      }
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
  let changes = 0
  let at = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    lines += 1
    try {
      const line = lineFrom(bytes.toString('utf8', at, end))
      take(line)
      changes += line.changes.length
    } catch (error) {
      throw new Error(`${path}, line ${lines} cannot be read: ${(error as Error).message}`, { cause: error })
    }
    at = end + 1
  }
  if (at === bytes.length) return { lines, changes, torn: false }
  const file = openSync(path, 'r+')
  ftruncateSync(file, at)
  closeSync(file)
  return { lines, changes, torn: true }
}

function lineFrom(text: string): Line {
  const line = JSON.parse(text) as Partial<Line> | null
  if (typeof line?.id !== 'number' || !Array.isArray(line.changes)) throw new Error('It is no transaction.')
  return line as Line
}
