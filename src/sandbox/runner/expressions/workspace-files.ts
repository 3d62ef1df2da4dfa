import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The relative paths of all files in a folder, except `.git` folders; symbolic links are not followed. */
export function filesBelow(folder: string, prefix = ''): readonly string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .flatMap((entry) => {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
      if (entry.isDirectory()) return entry.name === '.git' ? [] : filesBelow(folder, path)
      return entry.isFile() ? [path] : []
    })
    .toSorted()
}
