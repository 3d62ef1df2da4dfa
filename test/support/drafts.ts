import type { Release } from '../../src/domain/model/release.js'

/** A draft of a commit `aaa…`. */
export const draftOf = (tag: string, given: Partial<Release> = {}): Release => ({
  id: 1,
  tag,
  name: tag,
  target: 'a'.repeat(40),
  draft: true,
  prerelease: false,
  body: 'Notes',
  url: 'http://release',
  author: 'github-actions[bot]',
  createdAt: '2026-03-01T09:00:00Z',
  publishedAt: null,
  ...given,
})
