import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A folder in memory, where it has room and lets programs run; else null. Sandboxes write thousands of small files, and programs. */
export function memoryFolder(memory = '/dev/shm') {
  try {
    const { bavail, bsize } = statfsSync(memory)
    const folder = mkdtempSync(join(memory, 'rel-room-'))
    try {
      writeFileSync(join(folder, 'program'), '#!/bin/sh\n', { mode: 0o755 })
      execFileSync(join(folder, 'program'))
    } finally {
      rmSync(folder, { recursive: true })
    }
    return bavail * bsize > 4 * 2 ** 30 ? memory : null
  } catch {
    return null
  }
}
