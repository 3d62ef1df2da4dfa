import { cloneOwner } from './sandbox/demo/people.js'
import type { Status } from './sandbox/status.js'

/** Brings the workflow pack to the demo repositories of a sandbox, and waits until dev runs main. Done already, it does nothing. */
export async function adoptPack(status: Status, version: string): Promise<void> {
  const { adoptedFiles } = await import('./workflows/pack.js')
  const { adopt } = await import('./sandbox/demo/adopt.js')
  await adopt(status, cloneOwner, await adoptedFiles(version))
}
