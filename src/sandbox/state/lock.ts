import { linkSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, type Paths } from '../paths.js'

/** The process that holds a lock. Process ids are reused, so its start time is stored too, where the system has it. */
interface Holder {
  readonly pid: number
  readonly born: string | null
}

/**
 * Takes the lock of the folder, so that only one process writes the journal; throws an error with the holder's id if it is held.
 * Locks are numbered: a process that finds only locks of dead processes creates the next one, and `link` lets one of several
 * succeed. Returns the function that releases the lock.
 */
export function lock(paths: Paths): () => void {
  const ownFile = join(paths.state, `lock.of.${process.pid}`)
  writeFileSync(ownFile, JSON.stringify(holderOf(process.pid)))
  try {
    for (;;) {
      const locks = locksIn(paths)
      mustBeStale(paths, locks)
      const file = join(paths.state, `lock.${Math.max(0, ...locks) + 1}`)
      if (!tryLink(ownFile, file)) continue
      const olderLocks = locksIn(paths).filter((number) => !file.endsWith(`.${number}`))
      try {
        mustBeStale(paths, olderLocks) // another process may have taken a lower number after the last holder released its lock
      } catch (error) {
        rmSync(file, { force: true })
        throw error
      }
      for (const number of olderLocks) rmSync(join(paths.state, `lock.${number}`), { force: true })
      return () => rmSync(file, { force: true })
    }
  } finally {
    rmSync(ownFile, { force: true })
  }
}

const locksIn = ({ state }: Paths): readonly number[] =>
  readdirSync(state).flatMap((name) => (/^lock\.\d+$/.test(name) ? [Number(name.slice(5))] : []))

function mustBeStale({ state, directory }: Paths, numbers: readonly number[]): void {
  for (const number of numbers) {
    const holder = read(join(state, `lock.${number}`))
    if (holder && isRunning(holder))
      throw new Error(`Process ${holder.pid} is already serving the sandbox in ${directory}.`)
  }
}

/** Whether the process that took the lock still runs. */
const isRunning = ({ pid, born }: Holder): boolean => isAlive(pid) && holderOf(pid).born === born

/** The start time is field 22 of stat in proc(5), in ticks since boot; the process name before it may contain any character. */
function holderOf(pid: number): Holder {
  const stat = process.platform === 'linux' ? textOf(`/proc/${pid}/stat`) : null
  return { pid, born: stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null }
}

/** Null if the lock was released in the meantime. A lock is never incomplete, because it is linked, not written. */
function read(file: string): Holder | null {
  const text = textOf(file)
  return text === null ? null : (JSON.parse(text) as Holder)
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
