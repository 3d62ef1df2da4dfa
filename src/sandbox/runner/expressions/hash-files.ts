import { createHash } from 'node:crypto'
import { filesBelow } from './workspace-files.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { matchesAny } from './filter-pattern.js'

/** hashFiles(): the SHA-256 of the SHA-256 of each matching file in the workspace, ordered by name; '' if no file matches. */
export const hashFiles =
  (workspace: string) =>
  (...patterns: readonly string[]): string => {
    const lines = patterns
      .flatMap((pattern) => pattern.split('\n'))
      .map((line) => line.trim().replace(/^(!?)\.\//, '$1'))
    const globs = lines.filter((line) => line !== '' && !line.startsWith('#'))
    const files = filesBelow(workspace).filter((file) => matchesAny(globs, file))
    if (files.length === 0) return ''
    const total = createHash('sha256')
    for (const file of files)
      total.update(
        createHash('sha256')
          .update(readFileSync(join(workspace, file)))
          .digest(),
      )
    return total.digest('hex')
  }
