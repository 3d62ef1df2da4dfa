import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A folder in memory, for the many small files and programs of sandboxes; null if it has less than 4 GiB free or does not run programs. */
export function memoryFolder(memory = '/dev/shm') {
  try {
    const { bavail, bsize } = statfsSync(memory)
    const folder = mkdtempSync(join(memory, 'rel-memory-'))
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
