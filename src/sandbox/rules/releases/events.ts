import type { Write } from '../../request.js'
import type { Release } from '../../state/release-rows.js'
import { recordEvent } from '../record.js'

/**
 * What a change tells, in the order that GitHub does (docs: "Webhook events and payloads", release). A draft that is
 * published as a pre-release is `published`, never `prereleased`; runs are not started by created, edited and deleted drafts.
 */
export function actionsOf(before: Release | null, after: Release): readonly string[] {
  if (after.draft) return before === null ? ['created'] : before.draft ? ['edited'] : ['unpublished']
  if (before === null) return ['created', 'published', after.prerelease ? 'prereleased' : 'released']
  if (before.draft) return after.prerelease ? ['published'] : ['published', 'released']
  return before.prerelease && !after.prerelease ? ['edited', 'released'] : ['edited']
}

/** The notes are left out: they may be long, and the release is there to be read. */
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
