import { withoutMarks } from '../domain/release/body.js'
import type { ListedRelease, ShownRelease } from '../domain/release/shown.js'
import { cut, minuteOf, tableWithNotes } from './table.js'

const kindOf = ({ draft, prerelease, latest }: ListedRelease): string =>
  draft ? 'draft' : latest ? 'latest' : prerelease ? 'pre-release' : ''

export function renderReleases(releases: readonly ListedRelease[]): string {
  if (releases.length === 0) return 'There is no release, and no draft.'
  const rows = releases.map((release) => ({
    row: [
      cut(release.tag, 28),
      kindOf(release),
      release.commit?.slice(0, 7) ?? '',
      release.publishedAt ? minuteOf(release.publishedAt) : '',
      cut(release.author, 16),
    ],
    notes: [],
  }))
  return tableWithNotes(['RELEASE', 'KIND', 'COMMIT', 'PUBLISHED (UTC)', 'BY'], rows)
}

/** What a release is, then its notes as they stand. */
export function renderRelease(release: ShownRelease): string {
  const { tag, commit, digest, url, prs, notes } = release
  const lines = [
    ['Release', [tag, kindOf(release)].filter(Boolean).join(', ')],
    ['Commit', commit ?? 'not known before it is published'],
    ['Image', digest ?? 'not known'],
    ['Changes', `${prs.length} pull request${prs.length === 1 ? '' : 's'}`],
    ['Page', url],
  ]
  return [...lines.map(([name = '', value = '']) => `${name.padEnd(9)}${value}`), '', withoutMarks(notes)]
    .join('\n')
    .trimEnd()
}
