import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { faultsOf } from './faults.js'
import { bareEnvironment, binary } from './run.js'
import type { Sandbox } from './sandbox.js'
import { runRel } from './transcript.js'

/** How a command is interrupted: killed after a request, or failed by a lost request. */
export type Interruption = 'killed after a request' | 'a write that is lost' | 'git cannot reach GitHub'
export const interruptions: readonly Interruption[] = [
  'killed after a request',
  'a write that is lost',
  'git cannot reach GitHub',
]

/** Interrupts a command at the nth request of its kind. Returns false if it sent fewer requests and succeeded. */
export async function runInterrupted(
  sandbox: Sandbox,
  line: string,
  cut: Interruption,
  nth: number,
): Promise<boolean> {
  await sandbox.clearFaults()
  const faults = faultsOf(sandbox)
  try {
    if (cut === 'killed after a request') return await runKilled(sandbox, line, nth)
    if (cut === 'a write that is lost') await faults.dropBefore({ match: { path: '/repos/*', nth } })
    else await faults.status(503, { match: { kind: 'git', nth } })
    const { exitCode } = await runRel(sandbox, line)
    const isCut = (await sandbox.faults()).some(({ hits }) => hits > 0)
    if (isCut === (exitCode === 0)) throw new Error(`${line}: exit status ${exitCode}, cut: ${isCut}`)
    return isCut
  } finally {
    await sandbox.clearFaults()
  }
}

/** Kills the binary and its child processes after the server handled a request, before the response arrives. */
async function runKilled(sandbox: Sandbox, line: string, nth: number): Promise<boolean> {
  await faultsOf(sandbox).hold(3000, { match: { nth } })
  const child = spawn(process.execPath, [binary, ...line.split(' ')], {
    cwd: sandbox.clone('widgets'),
    env: { ...bareEnvironment(sandbox.home), NO_COLOR: '1' },
    detached: true,
    stdio: 'ignore',
  })
  let isOver = false
  const ended = new Promise<void>((settle) => child.on('exit', () => settle((isOver = true) && undefined)))
  while (!isOver) {
    if ((await sandbox.faults()).some(({ hits }) => hits > 0)) {
      process.kill(-child.pid!, 'SIGKILL')
      await ended
      return true
    }
    await sleep(10)
  }
  return false
}
