import { line, linesIn, type Printable, printable } from '../lib/printable.js'
import { shortCommit } from '../lib/commit.js'
import { withoutMarks } from '../domain/release/body.js'
import type { ListedRelease } from '../domain/release/list.js'
import type { ShownRelease } from '../domain/model/release.js'
import type { ReleaseWithImage } from '../domain/release/view.js'
import { personOf, table } from './table.js'
import { tableWidth } from './terminal.js'
import { longestAge, relativeTime } from './time.js'

const kindOf = ({
  draft,
  prerelease,
  latest,
}: Pick<ShownRelease, 'draft' | 'prerelease' | 'latest'>): string =>
  draft ? 'draft' : latest ? 'latest' : prerelease ? 'pre-release' : ''

const columns = [
  { name: 'RELEASE' },
  { name: 'KIND' },
  { name: 'COMMIT' },
  { name: 'PUBLISHED', atLeast: longestAge },
  { name: 'BY', below: 'named' },
  { name: 'PRS' },
] as const

export function renderReleases(releases: readonly ListedRelease[]): readonly Printable[] {
  if (releases.length === 0) return [printable('There are no releases and no drafts.')]
  const rows = releases.map((release) => ({
    cells: [
      release.tag,
      kindOf(release),
      release.commit ? shortCommit(release.commit) : '',
      release.publishedAt ? relativeTime(release.publishedAt) : '',
      personOf(release.author),
      release.prs ? String(release.prs.length) : '',
    ],
  }))
  return table(columns, rows, tableWidth())
}

/** A release, then its notes, indented: no line of theirs can be taken for one of rel's. */
export function renderRelease({ release, imageProblem }: ReleaseWithImage): readonly Printable[] {
  const { tag, commit, digest, url, prs, notes } = release
  const text = withoutMarks(notes).trimEnd()
  const fields = [
    ['Release', [tag, kindOf(release)].filter(Boolean).join(', ')],
    ['Commit', commit ?? 'not known before it is published'],
    ['Image', digest ?? (imageProblem === null && commit !== null ? 'none' : 'unknown')],
    ['Changes', `${prs.length} pull request${prs.length === 1 ? '' : 's'}`],
    ['Page', url ?? ''],
  ]
  return [
    ...fields.map(([name = '', value = '']) => line`${name.padEnd(9)}${value}`),
    ...(text === '' ? [] : [printable(''), ...linesIn(text).map((note) => line`  ${note}`)]),
  ]
}

export const imageWarnings = ({ release: { tag }, imageProblem }: ReleaseWithImage): readonly string[] =>
  imageProblem === null ? [] : [`Cannot see whether there is an image of ${tag}: ${imageProblem}`]
