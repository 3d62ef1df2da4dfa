import type { Config } from '../../config.js'
import { unlistedMarker } from './body.js'
import type { Change } from './changes.js'
import type { Author } from './commit.js'
import { hasAnyLabel } from './increment.js'
import { description, plainText } from './markdown.js'
import type { Reverted } from './reverts.js'

/** The facts for the notes of a release. `compare`: the URL of the full changelog. */
export interface NotesFacts {
  readonly config: Pick<Config, 'notes' | 'versions'>
  readonly changes: readonly Change[]
  readonly reverted: readonly Reverted[]
  readonly version: string
  readonly previous: string | null
  readonly compare: string
  /** The text of the team's template; null: only the notes. */
  readonly template: string | null
}

/** GitHub refuses a body of more than 125,000 characters; bytes are never fewer. */
export const maxBodyLength = 120_000
const sizeOf = (text: string): number => Buffer.byteLength(text)

/** A section with one line for each change. */
interface RenderedSection {
  readonly title: string | null
  readonly lines: readonly string[]
}

/** The notes as Markdown, of at most `room` bytes: first descriptions are left out, starting with the last, then entries. */
export function notesOf(facts: NotesFacts, room: number = maxBodyLength): string {
  const sections = sectionsOf(facts)
  const all = sections.flatMap(({ changes }) => changes)
  const hidden = difference(facts.changes, all)
  const rendered = sections.map(({ title, changes }): RenderedSection => ({
    title,
    lines: changes.map(lineOf),
  }))
  const write = (listed: number, below: readonly string[]): string =>
    framed(
      facts,
      [...sectionTexts(rendered, listed, below), ...endingOf(facts, all.slice(listed), hidden)].join('\n\n'),
    )
  const lines = rendered.flatMap((section) => section.lines)
  const atMost = fitting(lines, room)
  const left = atMost < all.length ? -1 : room - sizeOf(write(all.length, []))
  if (left >= 0) return write(all.length, foldsOf(facts, all, left))
  const listed = largest(atMost, (count) => sizeOf(write(count, [])) <= room)
  if (listed !== null) return write(listed, [])
  return sizeOf(facts.compare) <= room ? facts.compare : ''
}

const difference = (changes: readonly Change[], excluded: readonly Change[]): readonly Change[] => {
  const found = new Set(excluded)
  return changes.filter((change) => !found.has(change))
}

/** How many lines fit by their own size, an upper bound that is cheap to compute. */
function fitting(lines: readonly string[], room: number): number {
  let size = 0
  const first = lines.findIndex((line) => (size += sizeOf(line)) > room)
  return first < 0 ? lines.length : first
}

/** The details below the first changes, as far as they fit. */
function foldsOf(facts: NotesFacts, changes: readonly Change[], room: number): readonly string[] {
  const folds: string[] = []
  let left = room
  for (const change of changes) {
    const fold = belowOf(change, facts)
    left -= sizeOf(fold)
    if (left < 0) break
    folds.push(fold)
  }
  return folds
}

/** The sections with the first `listed` lines, each followed by its details. */
function sectionTexts(
  sections: readonly RenderedSection[],
  listed: number,
  below: readonly string[],
): readonly string[] {
  let before = 0
  return sections.flatMap(({ title, lines }) => {
    const start = before
    before += lines.length
    const list = lines
      .slice(0, Math.max(0, listed - start))
      .map((line, at) => `${line}${below[start + at] ?? ''}`)
    if (list.length === 0) return []
    return [...(title === null ? [] : [`## ${plainText(title)}`]), list.join('\n')]
  })
}

/** The largest count up to `limit` for which a monotonic condition holds, by binary search; null: none. */
function largest(limit: number, holds: (count: number) => boolean): number | null {
  if (holds(limit)) return limit
  let [low, high] = [-1, limit]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle
  }
  return low < 0 ? null : low
}

interface Section {
  readonly title: string | null
  readonly changes: readonly Change[]
}
const breaking = 'Breaking changes'

/**
 * The sections: changes without a section come first, without a heading; then breaking changes, unless the team has a section
 * for them; then the team's sections in their order. Each change is in the first section with one of its labels.
 */
export function sectionsOf({ changes, config: { notes, versions } }: NotesFacts): readonly Section[] {
  const { major } = versions.labels
  const own = notes.sections.some(({ labels }) => labels.some((label) => major.includes(label)))
  const all = [...(own ? [] : [{ title: breaking, labels: major }]), ...notes.sections]
  const shown = changes.filter(({ labels }) => !hasAnyLabel(labels, notes.hide))
  const placeOf = (change: Change): number =>
    all.findIndex(({ labels }) => hasAnyLabel(change.labels, labels))
  const sections = all.map(({ title }, place) => ({
    title,
    changes: shown.filter((change) => placeOf(change) === place),
  }))
  return [{ title: null, changes: shown.filter((change) => placeOf(change) < 0) }, ...sections].filter(
    (section) => section.changes.length > 0,
  )
}

const lineOf = ({ pull, title, authors, commits }: Change): string => {
  const reference = pull ? `#${pull.number}` : commits[0]!.oid.slice(0, 10)
  return [`* ${plainText(title) || 'Untitled'} (${reference})`, authors.map(authorName).join(', ')]
    .filter(Boolean)
    .join(' ')
}

/** Mentions authors, as GitHub's own notes do, so that they are listed as contributors below a release. */
const authorName = ({ name, login, bot }: Author): string =>
  login === null ? plainText(name) : bot ? plainText(login) : `@${login}`

/** The details below an entry: a breaking change in full, and the folded description, quoted so that its markup stays inside. */
function belowOf(change: Change, { config: { notes, versions } }: NotesFacts): string {
  const { pull, labels } = change
  if (!pull) return ''
  const warning = hasAnyLabel(labels, versions.labels.major) ? breakingIn(pull.body) : ''
  const text = notes.descriptions && !pull.author.bot ? description(pull.body) : ''
  const quoted = text.split('\n').map((line) => `> ${line}`.trimEnd())
  const lines = [
    ...(warning === '' ? [] : ['', warning, '']),
    ...(text === '' ? [] : ['<details><summary>Description</summary>', '', ...quoted, '', '</details>']),
  ]
  return lines.map((line) => (line === '' ? '\n' : `\n  ${line}`)).join('')
}

/** The paragraph `BREAKING CHANGE: …` of a description, as one line. */
function breakingIn(body: string): string {
  const [, paragraph = ''] = /^BREAKING[ -]CHANGE: *([^\r\n]+(?:\r?\n[^\r\n]+)*)/m.exec(body) ?? []
  return paragraph === '' ? '' : `**Breaking:** ${plainText(paragraph)}`
}

/** The end of the notes. Changes that are hidden or do not fit are in a hidden line, because the release has them. */
function endingOf(
  { reverted, compare }: NotesFacts,
  left: readonly Change[],
  hidden: readonly Change[],
): readonly string[] {
  const numberOf = ({ pull, commits }: Change): string =>
    pull ? `#${pull.number}` : commits[0]!.oid.slice(0, 10)
  const revertedList = reverted
    .map(({ change, revert }) => `${numberOf(change)} (by ${numberOf(revert)})`)
    .join(', ')
  const unlisted = [...left, ...hidden].flatMap(({ pull }) => pull?.number ?? [])
  return [
    ...(left.length > 0 ? [`* … and ${left.length} more: ${compare}`] : []),
    ...(unlisted.length > 0 ? [unlistedMarker(unlisted)] : []),
    ...(revertedList === '' || left.length > 0 ? [] : [`Reverted before this release: ${revertedList}.`]),
    `**Full changelog**: ${compare}`,
  ]
}

/** Puts the notes into the team's template, after its text if it has no `{notes}`. */
function framed({ template, version, previous, compare }: NotesFacts, notes: string): string {
  if (template === null) return notes
  const values: Readonly<Record<string, string>> = { notes, version, previous: previous ?? '', compare }
  const text = template.includes('{notes}') ? template : `${template.trimEnd()}\n\n{notes}`
  return text.replaceAll(/\{(notes|version|previous|compare)\}/g, (_, name: string) => values[name]!).trim()
}
