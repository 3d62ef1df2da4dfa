import { readdirSync, readFileSync } from 'node:fs'
import { tell } from './process.js'

/**
 * Ends what steps left in the background, as GitHub's runner does: it knows its processes by RUNNER_TRACKING_ID, also those that
 * went into a session of their own. One that takes the variable off stays. Without /proc only process groups are known.
 */
export function endOrphans(tracking: string, groups: Iterable<number>): number {
  for (const group of groups) tell(group, 'SIGKILL')
  const orphans = processesWith(`RUNNER_TRACKING_ID=${tracking}`)
  for (const pid of orphans) kill(pid)
  return orphans.length
}

function processesWith(variable: string): readonly number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => environmentOf(name).some((each) => each.startsWith(variable)))
    .map(Number)
}

/** Nothing for a process that has gone meanwhile, or is another user's. */
function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
