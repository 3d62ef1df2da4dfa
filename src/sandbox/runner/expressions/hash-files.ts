import { createHash } from 'node:crypto'
import { filesBelow } from './workspace-files.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { matchesAny } from './filter-pattern.js'

/** hashFiles(): SHA-256 of the SHA-256 of each matched file under the workspace, in the order of their names; '' for none. */
export const hashFiles =
  (workspace: string) =>
  (...patterns: readonly string[]): string => {
    const wanted = patterns
      .flatMap((each) => each.split('\n'))
      .map((each) => each.trim().replace(/^(!?)\.\//, '$1'))
    const given = wanted.filter((each) => each !== '' && !each.startsWith('#'))
    const files = filesBelow(workspace).filter((file) => matchesAny(given, file))
    if (files.length === 0) return ''
    const all = createHash('sha256')
    for (const file of files)
      all.update(
        createHash('sha256')
          .update(readFileSync(join(workspace, file)))
          .digest(),
      )
    return all.digest('hex')
  }
