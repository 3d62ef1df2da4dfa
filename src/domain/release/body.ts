/** A draft's text: rel's own part, between two hidden markers, and the text of people before and after it. */
export interface Body {
  readonly before: string
  /** null where rel has not written anything. */
  readonly own: DraftInfo | null
  readonly after: string
}

/** `version`: the one computed from the labels; somebody may have set another tag by hand. */
export interface DraftInfo {
  readonly service: string | null
  readonly version: string
  readonly notes: string
}

const opening = /<!-- rel:notes (?:([a-z0-9-]+)\/)?(\d+\.\d+\.\d+) -->/
const closing = '<!-- /rel:notes -->'
const strays = /<!-- (?:rel:notes \S+|\/rel:notes) -->\n?/g

/** The text as shown on the page. */
export const withoutMarks = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(strays, '')
    .replaceAll(/^<!-- rel:unlisted .* -->\n*/gm, '')
    .trim()

/** Parses a text. A marker without its counterpart is ignored; its text counts as people's. */
export function bodyFrom(text: string): Body {
  const body = text.replaceAll('\r\n', '\n')
  const found = opening.exec(body)
  const [mark = '', service = null, version = ''] = found ?? []
  const start = found === null ? body.length : found.index + mark.length
  const end = body.lastIndexOf(closing)
  if (end < start) return { before: body.replaceAll(strays, '').trim(), own: null, after: '' }
  const before = body
    .slice(0, start - mark.length)
    .replaceAll(strays, '')
    .trim()
  const after = body
    .slice(end + closing.length)
    .replaceAll(strays, '')
    .trim()
  return { before, own: { service, version, notes: body.slice(start, end).trim() }, after }
}

/** A hidden line for the pull requests of a release that its notes do not list. */
export const unlistedMarker = (numbers: readonly number[]): string =>
  `<!-- rel:unlisted ${numbers.join(' ')} -->`

/** The pull requests in the text of a release: those listed, in order, then those in the hidden line. */
export function pullsIn(text: string): readonly number[] {
  const notes = bodyFrom(text).own?.notes ?? text
  const listed = notes.matchAll(/^\* .*\(#(\d+)\)(?: [^(]*)?$/gm)
  const unlisted = notes.matchAll(/^<!-- rel:unlisted ((?:\d+ )+)-->$/gm)
  return [
    ...[...listed].map(([, number]) => Number(number)),
    ...[...unlisted].flatMap(([, numbers = '']) => numbers.trim().split(' ').map(Number)),
  ]
}

/** The tag of the previous release, from the link to the full changelog. */
export function previousIn(text: string): string | null {
  const notes = bodyFrom(text).own?.notes ?? text
  const links = [...notes.matchAll(/^\*\*Full changelog\*\*: (\S+)$/gim)].map(([, link = '']) => link)
  const ranges = links
    .filter((link) => link.includes('/compare/'))
    .map((link) => link.split('/compare/').at(-1)!.split('...'))
  return (
    ranges
      .find((tags) => tags.length > 1)
      ?.slice(0, -1)
      .join('...') ?? null
  )
}

/** Puts the parts together to the text of a release. */
export const textOf = ({ before, own, after }: Body): string =>
  [
    before,
    own &&
      `<!-- rel:notes ${[own.service, own.version].filter(Boolean).join('/')} -->\n${own.notes.replaceAll(strays, '')}\n<!-- /rel:notes -->`,
    after,
  ]
    .filter(Boolean)
    .join('\n\n')

/** Merges the text of people from several drafts without duplicates, so that an interrupted merge can be repeated. */
export function mergedTexts(bodies: readonly Body[]): Pick<Body, 'before' | 'after'> {
  return {
    before: bodies.map(({ before }) => before).reduce(withText, ''),
    after: bodies.map(({ after }) => after).reduce(withText, ''),
  }
}

const withText = (all: string, text: string): string =>
  `\n\n${all}\n\n`.includes(`\n\n${text}\n\n`) ? all : [all, text].filter(Boolean).join('\n\n')
