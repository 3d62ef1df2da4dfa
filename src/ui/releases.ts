import { shortCommit } from '../lib/commit.js'
import { withoutMarks } from '../domain/release/body.js'
import type { ListedRelease } from '../domain/release/list.js'
import type { ShownRelease } from '../domain/model/release.js'
import type { ReleaseWithImage } from '../domain/release/view.js'
import { cut, minuteOf, personOf, tableWithNotes } from './table.js'

const kindOf = ({
  draft,
  prerelease,
  latest,
}: Pick<ShownRelease, 'draft' | 'prerelease' | 'latest'>): string =>
  draft ? 'draft' : latest ? 'latest' : prerelease ? 'pre-release' : ''

export function renderReleases(releases: readonly ListedRelease[]): string {
  if (releases.length === 0) return 'There is no release, and no draft.'
  const rows = releases.map((release) => ({
    row: [
      cut(release.tag, 28),
      kindOf(release),
      release.commit ? shortCommit(release.commit) : '',
      release.publishedAt ? minuteOf(release.publishedAt) : '',
      cut(personOf(release.author), 16),
      release.prs ? String(release.prs.length) : '',
    ],
    notes: [],
  }))
  return tableWithNotes(['RELEASE', 'KIND', 'COMMIT', 'PUBLISHED (UTC)', 'BY', 'PULLS'], rows)
}

/** What a release is, then its notes as they stand. */
export function renderRelease({ release, imageProblem }: ReleaseWithImage): string {
  const { tag, commit, digest, url, prs, notes } = release
  const lines = [
    ['Release', [tag, kindOf(release)].filter(Boolean).join(', ')],
    ['Commit', commit ?? 'not known before it is published'],
    ['Image', digest ?? (imageProblem === null && commit !== null ? 'none' : 'not known')],
    ['Changes', `${prs.length} pull request${prs.length === 1 ? '' : 's'}`],
    ['Page', url],
  ]
  return [...lines.map(([name = '', value = '']) => `${name.padEnd(9)}${value}`), '', withoutMarks(notes)]
    .join('\n')
    .trimEnd()
}

export const imageWarnings = ({ release: { tag }, imageProblem }: ReleaseWithImage): readonly string[] =>
  imageProblem === null ? [] : [`Whether there is an image of ${tag} is not to be seen: ${imageProblem}`]
