import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The paths of all TypeScript files in a folder and below it, sorted; none if the folder does not exist. */
export async function glob(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
