import { createHash } from 'node:crypto'

/** The content of the first line of a file that rel manages. */
export interface Stamp {
  /** The version of rel that wrote the file. */
  readonly version: string
  /** Whether the text below the line still has the checksum in it. */
  readonly isUnchanged: boolean
}

const pattern = /^# Kept current by rel (\d\S*), sha256:([0-9a-f]{16})\b.*\n/

/** Normalizes line ends: a checkout on Windows with CRLF does not count as a change. */
export const withLineFeeds = (text: string): string => text.replaceAll('\r\n', '\n')

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

export const stamp = (text: string, version: string): string =>
  `# Kept current by rel ${version}, sha256:${hashOf(text)}. A file that people change is left alone.\n${text}`

/** Reads the first line of a file; null if rel does not manage the file. */
export function stampOf(text: string): Stamp | null {
  const plain = withLineFeeds(text)
  const [line, version, hash] = pattern.exec(plain) ?? []
  if (line === undefined || version === undefined) return null
  return { version, isUnchanged: hashOf(plain.slice(line.length)) === hash }
}
