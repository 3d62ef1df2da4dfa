import { compare, valid } from 'semver'
import type { PackFile } from './pack.js'
import { stampOf, withLineFeeds } from './stamp.js'

export interface Update {
  readonly action: 'created' | 'updated' | 'kept' | 'unchanged'
  /** The content of the file after the update. */
  readonly text: string
  /** The reason as shown to users; begins in lower case. */
  readonly reason: string
}

/** Keeps a file that was changed by hand or belongs to the team; updates every other. */
export function updateOf(existing: string | null, wanted: PackFile): Update {
  if (existing === null) return { action: 'created', text: wanted.text, reason: 'it does not exist yet' }
  if (withLineFeeds(existing) === wanted.text)
    return { action: 'unchanged', text: existing, reason: 'it is up to date' }
  const reason = reasonToKeep(existing, wanted)
  if (reason !== null) return { action: 'kept', text: existing, reason }
  const { version } = stampOf(existing) ?? { version: '' }
  return { action: 'updated', text: wanted.text, reason: `unchanged since rel ${version} wrote it` }
}

function reasonToKeep(existing: string, wanted: PackFile): string | null {
  if (wanted.owner === 'team') return 'it belongs to the team'
  const found = stampOf(existing)
  if (!found) return 'not managed by rel'
  if (!found.isUnchanged) return `it was changed by hand since rel ${found.version} wrote it`
  const own = stampOf(wanted.text)?.version ?? ''
  return isNewer(found.version, own) ? `it was written by a newer rel, ${found.version}` : null
}

/** An older rel does not downgrade the files of a newer one. */
const isNewer = (first: string, second: string): boolean =>
  valid(first) !== null && valid(second) !== null && compare(first, second) > 0
