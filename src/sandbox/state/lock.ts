import { linkSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, type Paths } from '../paths.js'

/** Who holds a lock. Process ids come again, so the moment of birth belongs to it, where the system tells it. */
interface Holder {
  readonly pid: number
  readonly born: string | null
}

/**
 * One process writes the journal: takes the lock of the folder, or says who has it. Locks are numbered; whoever finds only
 * those of dead processes makes the next one, and `link` lets one of several do so. Returns how to let go.
 */
export function lock(paths: Paths): () => void {
  const mine = join(paths.state, `lock.of.${process.pid}`)
  writeFileSync(mine, JSON.stringify(holderOf(process.pid)))
  try {
    for (;;) {
      const seen = locksIn(paths)
      mustBeDead(paths, seen)
      const file = join(paths.state, `lock.${Math.max(0, ...seen) + 1}`)
      if (!linked(mine, file)) continue
      const others = locksIn(paths).filter((number) => !file.endsWith(`.${number}`))
      try {
        mustBeDead(paths, others) // it may have begun where the last holder let go while this one looked
      } catch (error) {
        rmSync(file, { force: true })
        throw error
      }
      for (const number of others) rmSync(join(paths.state, `lock.${number}`), { force: true })
      return () => rmSync(file, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

const locksIn = ({ state }: Paths): readonly number[] =>
  readdirSync(state).flatMap((name) => (/^lock\.\d+$/.test(name) ? [Number(name.slice(5))] : []))

function mustBeDead({ state, directory }: Paths, numbers: readonly number[]): void {
  for (const number of numbers) {
    const holder = read(join(state, `lock.${number}`))
    if (holder && isSame(holder))
      throw new Error(`Process ${holder.pid} is already serving the sandbox in ${directory}.`)
  }
}

/** Does the process that took the lock still run? */
const isSame = ({ pid, born }: Holder): boolean => isAlive(pid) && holderOf(pid).born === born

/** Field 22 of proc(5)'s stat, counted in ticks from the start of the machine; the name before it may hold anything. */
function holderOf(pid: number): Holder {
  const stat = process.platform === 'linux' ? textOf(`/proc/${pid}/stat`) : null
  return { pid, born: stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null }
}

/** Null when it was let go in the meantime. A lock appears whole: it is linked, not written. */
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

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
