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

/** A row written under its key, or null for a removed row. */
export type Change = readonly [table: TableName, key: string | number, row: unknown]
interface Line {
  readonly id: number
  readonly changes: readonly Change[]
}

/** The content of a journal when it was opened. `torn`: an incomplete last line was dropped; its transaction had no response. */
export interface JournalSummary {
  readonly lines: number
  /** The number of changes: far more than there are rows if most were overwritten later. */
  readonly changes: number
  readonly torn: boolean
}

/**
 * An append-only file of JSON lines, one for each transaction. A line is written before the response is sent, and survives a
 * killed process. Throws the errors of the file system, and then leaves the file unchanged. A line in the middle that cannot be
 * read is an error with its number; the file is not changed.
 */
export function openJournal(path: string, replay: (change: Change) => void) {
  let lastId = 0
  const opened = existsSync(path)
    ? read(path, (line) => {
        lastId = line.id
        line.changes.forEach(replay)
      })
    : { lines: 0, changes: 0, torn: false }
  let file = openSync(path, 'a', 0o600)
  let length = fstatSync(file).size
  let broken: unknown = null

  return {
    opened: opened satisfies JournalSummary,
    nextId: (): number => ++lastId,
    append(changes: readonly Change[]): void {
      if (broken !== null) throw broken
      const line = Buffer.from(toLine({ id: lastId, changes }))
      try {
        writeAll(file, line)
        length += line.length
      } catch (error) {
        broken = error // lines after an incomplete line would be lost
        ftruncateSync(file, length)
        broken = null
        throw error
      }
    },
    /** Replaces the file atomically by a new one with these rows: after a crash one of both is complete. */
    rewrite(changes: readonly Change[]): void {
      const newPath = `${path}.new`
      rmSync(newPath, { force: true })
      const next = openSync(newPath, 'a', 0o600)
      try {
        for (let start = 0; start < changes.length; start += 500)
          writeAll(next, Buffer.from(toLine({ id: lastId, changes: changes.slice(start, start + 500) })))
        renameSync(newPath, path)
      } catch (error) {
        closeSync(next)
        rmSync(newPath, { force: true })
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

/** Calls `take` with every complete line and truncates an incomplete last line. */
function read(path: string, take: (line: Line) => void): JournalSummary {
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
  if (typeof line?.id !== 'number' || !Array.isArray(line.changes)) throw new Error('Not a transaction.')
  return line as Line
}
