/** A draft's text: the part that rel owns, between two hidden marks, and what people wrote around it. */
export interface Body {
  readonly before: string
  /** null: rel has not written in it. */
  readonly own: DraftInfo | null
  readonly after: string
}

/** `version`: as the labels asked for it; the tag may be another one that somebody set by hand. */
export interface DraftInfo {
  readonly service: string | null
  readonly version: string
  readonly notes: string
}

const marks = /<!-- rel:notes (?:([a-z0-9-]+)\/)?(\d+\.\d+\.\d+) -->\n?([\s\S]*)\n?<!-- \/rel:notes -->/
const strays = /<!-- (?:rel:notes \S+|\/rel:notes) -->\n?/g

/** The text as people see it on the page. */
export const withoutMarks = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(strays, '')
    .replaceAll(/^<!-- rel:unlisted .* -->\n*/gm, '')
    .trim()

/** A mark without its other one says nothing: what stands there is a person's. */
export function bodyFrom(text: string): Body {
  const told = text.replaceAll('\r\n', '\n')
  const found = marks.exec(told)
  if (!found) return { before: told.replaceAll(strays, '').trim(), own: null, after: '' }
  const [all, service = null, version = '', notes = ''] = found
  const before = told.slice(0, found.index).replaceAll(strays, '').trim()
  const after = told
    .slice(found.index + all.length)
    .replaceAll(strays, '')
    .trim()
  return { before, own: { service, version, notes: notes.trim() }, after }
}

/** Of what a release has and its notes do not list: a line that nobody sees. */
export const unlistedMarker = (numbers: readonly number[]): string =>
  `<!-- rel:unlisted ${numbers.join(' ')} -->`

/** Numbers of the pull requests of a release, as its text tells: those that it lists, in its order, then those that rel noted besides. */
export function pullsIn(text: string): readonly number[] {
  const notes = bodyFrom(text).own?.notes ?? text
  const listed = notes.matchAll(/^\* .*\(#(\d+)\)(?: [^(]*)?$/gm)
  const noted = notes.matchAll(/^<!-- rel:unlisted ((?:\d+ )+)-->$/gm)
  return [
    ...[...listed].map(([, number]) => Number(number)),
    ...[...noted].flatMap(([, numbers = '']) => numbers.trim().split(' ').map(Number)),
  ]
}

/** The tag of the release before it, by the link to all that changed. */
export const previousIn = (text: string): string | null =>
  /^\*\*Full changelog\*\*: \S+\/compare\/(\S+)\.\.\.\S+$/im.exec(bodyFrom(text).own?.notes ?? text)?.[1] ??
  null

/** The text with the notes in it, everything else as it was. */
export const textOf = ({ before, own, after }: Body): string =>
  [
    before,
    own &&
      `<!-- rel:notes ${[own.service, own.version].filter(Boolean).join('/')} -->\n${own.notes.replaceAll(strays, '')}\n<!-- /rel:notes -->`,
    after,
  ]
    .filter(Boolean)
    .join('\n\n')

/** What people wrote in several drafts, none of it lost or twice: run again after half of it, the first has the second's already. */
export function mergedTexts(bodies: readonly Body[]): Pick<Body, 'before' | 'after'> {
  return {
    before: bodies.map(({ before }) => before).reduce(withText, ''),
    after: bodies.map(({ after }) => after).reduce(withText, ''),
  }
}

const withText = (all: string, text: string): string =>
  `\n\n${all}\n\n`.includes(`\n\n${text}\n\n`) ? all : [all, text].filter(Boolean).join('\n\n')
