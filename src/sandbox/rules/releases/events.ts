import type { Write } from '../../request.js'
import type { Release } from '../../state/release-rows.js'
import { recordEvent } from '../record.js'

/**
 * The `release` actions that a change triggers, in GitHub's order (docs: "Webhook events and payloads", release). A draft
 * published as a pre-release is `published`, never `prereleased`; creating, editing or deleting a draft starts no runs.
 */
export function actionsOf(before: Release | null, after: Release): readonly string[] {
  if (after.draft) return before === null ? ['created'] : before.draft ? ['edited'] : ['unpublished']
  if (before === null) return ['created', 'published', after.prerelease ? 'prereleased' : 'released']
  if (before.draft) return after.prerelease ? ['published'] : ['published', 'released']
  return before.prerelease && !after.prerelease ? ['edited', 'released'] : ['edited']
}

/** The payload omits the notes: they may be long and can be read from the release. */
export const recordRelease = (write: Write, release: Release, action: string): void => {
  const { id, tag, target, name, draft, prerelease } = release
  recordEvent(write, 'release', action, {
    release: id,
    tag_name: tag,
    target_commitish: target,
    name,
    draft,
    prerelease,
  })
}
