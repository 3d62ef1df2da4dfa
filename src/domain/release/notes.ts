import type { Config } from '../../config.js'
import { unlistedMarker } from './body.js'
import type { Change } from './changes.js'
import type { Author } from './commit.js'
import { hasAnyLabel } from './increment.js'
import { description, plainText } from './markdown.js'
import type { Reverted } from './reverts.js'

/** What the notes of a release are made of. `compare`: the page that shows all of it. */
export interface NotesFacts {
  readonly config: Pick<Config, 'notes' | 'versions'>
  readonly changes: readonly Change[]
  readonly reverted: readonly Reverted[]
  readonly version: string
  readonly previous: string | null
  readonly compare: string
  /** The text of the team's own template; null: nothing but the notes. */
  readonly template: string | null
}

/** GitHub refuses a body of more than 125,000 characters; bytes are never fewer. */
export const maxBodyLength = 120_000
const sizeOf = (text: string): number => Buffer.byteLength(text)

/** A section as it is written: the line of each of its changes. */
interface Written {
  readonly title: string | null
  readonly lines: readonly string[]
}

/** The notes as Markdown, of at most `room` bytes: descriptions are left out first, the last ones first, then whole entries. */
export function notesOf(facts: NotesFacts, room: number = maxBodyLength): string {
  const sections = sectionsOf(facts)
  const all = sections.flatMap(({ changes }) => changes)
  const hidden = without(facts.changes, all)
  const lined = sections.map(({ title, changes }): Written => ({ title, lines: changes.map(lineOf) }))
  const write = (listed: number, below: readonly string[]): string =>
    framed(
      facts,
      [...written(lined, listed, below), ...endingOf(facts, all.slice(listed), hidden)].join('\n\n'),
    )
  const lines = lined.flatMap((section) => section.lines)
  const atMost = fitting(lines, room)
  const left = atMost < all.length ? -1 : room - sizeOf(write(all.length, []))
  if (left >= 0) return write(all.length, foldsOf(facts, all, left))
  const listed = largest(atMost, (count) => sizeOf(write(count, [])) <= room)
  if (listed !== null) return write(listed, [])
  return sizeOf(facts.compare) <= room ? facts.compare : ''
}

const without = (changes: readonly Change[], some: readonly Change[]): readonly Change[] => {
  const taken = new Set(some)
  return changes.filter((change) => !taken.has(change))
}

/** How many of some lines have room, whatever stands around them: thousands are not written to see that they do not. */
function fitting(lines: readonly string[], room: number): number {
  let size = 0
  const first = lines.findIndex((line) => (size += sizeOf(line)) > room)
  return first < 0 ? lines.length : first
}

/** What stands below the first changes, as far as it has room. */
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

function written(sections: readonly Written[], listed: number, below: readonly string[]): readonly string[] {
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

/** The largest count up to `limit` that holds, where what holds for a count holds for every smaller one; null: none does. */
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
 * What no section wants comes first, without a heading; then what breaks, unless the team has a section for that; then the
 * team's sections in their order. Each change is listed once, in the first section that wants it.
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

/** Authors are mentioned, as in GitHub's own notes: that is how they appear below a release. */
const authorName = ({ name, login, bot }: Author): string =>
  login === null ? plainText(name) : bot ? plainText(login) : `@${login}`

/** What breaks stands open below the entry; the description is folded. In a quotation nothing in it reaches the rest of the page. */
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

/** The paragraph `BREAKING CHANGE: …` of a description, in one line. */
function breakingIn(body: string): string {
  const [, told = ''] = /^BREAKING[ -]CHANGE: *([^\r\n]+(?:\r?\n[^\r\n]+)*)/m.exec(body) ?? []
  return told === '' ? '' : `**Breaking:** ${plainText(told)}`
}

/** What is not listed, because it is hidden or because there is no room, is noted all the same: it ships. */
function endingOf(
  { reverted, compare }: NotesFacts,
  left: readonly Change[],
  hidden: readonly Change[],
): readonly string[] {
  const numberOf = ({ pull, commits }: Change): string =>
    pull ? `#${pull.number}` : commits[0]!.oid.slice(0, 10)
  const taken = reverted.map(({ change, by }) => `${numberOf(change)} (by ${numberOf(by)})`).join(', ')
  const others = [...left, ...hidden].flatMap(({ pull }) => pull?.number ?? [])
  return [
    ...(left.length > 0 ? [`* … and ${left.length} more: ${compare}`] : []),
    ...(others.length > 0 ? [unlistedMarker(others)] : []),
    ...(taken === '' || left.length > 0 ? [] : [`Taken back before this release: ${taken}.`]),
    `**Full changelog**: ${compare}`,
  ]
}

/** The team's template around the notes; without the word `{notes}` in it, before them. */
function framed({ template, version, previous, compare }: NotesFacts, notes: string): string {
  if (template === null) return notes
  const words: Readonly<Record<string, string>> = { notes, version, previous: previous ?? '', compare }
  const text = template.includes('{notes}') ? template : `${template.trimEnd()}\n\n{notes}`
  return text.replaceAll(/\{(notes|version|previous|compare)\}/g, (_, word: string) => words[word]!).trim()
}
