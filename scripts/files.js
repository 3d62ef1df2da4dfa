import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Every TypeScript file below a folder, sorted; a folder that is not there has none. */
export async function glob(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
