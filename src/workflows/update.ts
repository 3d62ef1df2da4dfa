import { compare, valid } from 'semver'
import type { PackFile } from './pack.js'
import { stampOf, withLineFeeds } from './stamp.js'

export interface Update {
  readonly action: 'created' | 'updated' | 'kept' | 'unchanged'
  /** What the file holds afterwards. */
  readonly text: string
  /** Why, for people; begins in lower case. */
  readonly reason: string
}

/** A file that people changed, or that is theirs, is left alone; every other becomes what is wanted. */
export function updateOf(existing: string | null, wanted: PackFile): Update {
  if (existing === null) return { action: 'created', text: wanted.text, reason: 'it is not there yet' }
  if (withLineFeeds(existing) === wanted.text)
    return { action: 'unchanged', text: existing, reason: 'it is as wanted' }
  const reason = reasonToKeep(existing, wanted)
  if (reason !== null) return { action: 'kept', text: existing, reason }
  const { version } = stampOf(existing) ?? { version: '' }
  return { action: 'updated', text: wanted.text, reason: `rel ${version} wrote it, and nobody changed it` }
}

function reasonToKeep(existing: string, wanted: PackFile): string | null {
  if (wanted.owner === 'team') return 'it belongs to the team'
  const found = stampOf(existing)
  if (!found) return 'rel did not write it'
  if (!found.isUnchanged) return `it was changed by hand since rel ${found.version} wrote it`
  const own = stampOf(wanted.text)?.version ?? ''
  return isNewer(found.version, own) ? `a newer rel, ${found.version}, wrote it` : null
}

/** An older rel on somebody's machine takes nothing back. */
const isNewer = (one: string, other: string): boolean =>
  valid(one) !== null && valid(other) !== null && compare(one, other) > 0
