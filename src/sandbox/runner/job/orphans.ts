import { readdirSync, readFileSync } from 'node:fs'
import { signalGroup } from './process.js'

/**
 * Kills background processes of steps, as GitHub's runner does. Processes are found by RUNNER_TRACKING_ID in their environment,
 * even in sessions of their own; a process that changes the variable survives. Without /proc only process groups are killed.
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
        .some((assignment) => assignment.startsWith(variable)),
    )
    .map((pid) => ({ pid: Number(pid), name: readProc(pid, 'comm').trim() }))
}

/** Reads a file of a process; '' if the process has ended or belongs to another user. */
function readProc(pid: string, file: 'environ' | 'comm'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
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
