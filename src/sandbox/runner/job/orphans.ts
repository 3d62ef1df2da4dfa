import { readdirSync, readFileSync } from 'node:fs'
import { signalGroup } from './process.js'

/**
 * Ends what steps left in the background, as GitHub's runner does: it knows its processes by RUNNER_TRACKING_ID, also those that
 * went into a session of their own. One that takes the variable off stays. Without /proc only process groups are known.
 */
export function endOrphans(tracking: string, groups: Iterable<number>): readonly Orphan[] {
  const orphans = processesWith(`RUNNER_TRACKING_ID=${tracking}`)
  for (const group of groups) signalGroup(group, 'SIGKILL')
  for (const { pid } of orphans) kill(pid)
  return orphans
}

interface Orphan {
  readonly pid: number
  readonly name: string
}

function processesWith(variable: string): readonly Orphan[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) =>
      readProc(pid, 'environ')
        .split('\0')
        .some((each) => each.startsWith(variable)),
    )
    .map((pid) => ({ pid: Number(pid), name: readProc(pid, 'comm').trim() }))
}

/** Nothing of a process that has gone meanwhile, or is another user's. */
function readProc(pid: string, what: 'environ' | 'comm'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return ''
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
