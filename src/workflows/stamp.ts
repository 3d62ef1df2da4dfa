import { createHash } from 'node:crypto'

/** What the first line of a file says that rel keeps current. */
export interface Stamp {
  /** Of the rel that wrote it. */
  readonly version: string
  /** True as long as nobody changed what stands below. */
  readonly isUnchanged: boolean
}

const pattern = /^# Kept current by rel (\d\S*), sha256:([0-9a-f]{16})\b.*\n/

/** A checkout on Windows may end its lines otherwise: no edit. */
export const withLineFeeds = (text: string): string => text.replaceAll('\r\n', '\n')

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

export const stamp = (text: string, version: string): string =>
  `# Kept current by rel ${version}, sha256:${hashOf(text)}. A file that people change is left alone.\n${text}`

/** Null for a file that rel did not write. */
export function stampOf(text: string): Stamp | null {
  const plain = withLineFeeds(text)
  const [line, version, hash] = pattern.exec(plain) ?? []
  if (line === undefined || version === undefined) return null
  return { version, isUnchanged: hashOf(plain.slice(line.length)) === hash }
}
