import { withoutEnd } from '../../lib/text.js'

export interface Person {
  readonly name: string
  readonly email: string
  /** In ISO 8601 with the person's own offset, as in a GitTimestamp. */
  readonly date: string
}
export interface ParsedCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
}
export interface ParsedTag {
  readonly target: string
  readonly name: string
  readonly tagger: Person | null
  readonly message: string
}
export interface Entry {
  readonly name: string
  readonly mode: number
  readonly type: 'blob' | 'tree' | 'commit'
  readonly oid: string
}

/** Parses a commit object: header lines, an empty line, the message. */
export function parseCommit(content: Buffer): ParsedCommit {
  const { header, message } = splitHeader(content)
  return {
    tree: header('tree')[0] ?? '',
    parents: header('parent'),
    author: parsePerson(header('author')[0] ?? ''),
    committer: parsePerson(header('committer')[0] ?? ''),
    message,
  }
}

export function parseTag(content: Buffer): ParsedTag {
  const { header, message } = splitHeader(content)
  const [tagger] = header('tagger')
  return {
    target: header('object')[0] ?? '',
    name: header('tag')[0] ?? '',
    tagger: tagger === undefined ? null : parsePerson(tagger),
    message,
  }
}

/** Parses a tree object, a sequence of `<mode> <name>\0<20 bytes of object id>`. */
export function parseTree(content: Buffer): readonly Entry[] {
  const entries: Entry[] = []
  for (let offset = 0; offset < content.length;) {
    const end = content.indexOf(0, offset)
    const [, mode = '', name = ''] = /^(\d+) (.*)$/s.exec(content.toString('utf8', offset, end)) ?? []
    const oid = content.toString('hex', end + 1, end + 21)
    entries.push({ name, mode: Number.parseInt(mode, 8), type: typeOf(mode), oid })
    offset = end + 21
  }
  return entries
}

const typeOf = (mode: string): Entry['type'] =>
  mode === '40000' ? 'tree' : mode === '160000' ? 'commit' : 'blob'

function splitHeader(content: Buffer) {
  const text = content.toString()
  const end = text.indexOf('\n\n')
  const lines = text.slice(0, end < 0 ? undefined : end).split('\n')
  const header = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
  return { header, message: end < 0 ? '' : withoutEnd(text.slice(end + 2), '\n') }
}

function parsePerson(text: string): Person {
  const [, name = '', email = '', seconds = '0', offset = '+0000'] =
    /^([^<]*) <(.*)> (\d+) ([+-]\d{4})$/.exec(text) ?? []
  return { name, email, date: toIso(Number(seconds), offset) }
}

function toIso(seconds: number, offset: string): string {
  const minutes = Number(`${offset[0]}1`) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3)))
  const local = new Date((seconds + minutes * 60) * 1000).toISOString().slice(0, 19)
  return minutes === 0 ? `${local}Z` : `${local}${offset.slice(0, 3)}:${offset.slice(3)}`
}
