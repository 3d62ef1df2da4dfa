import { crc32 } from 'node:zlib'

/** A file of an archive; `name` is its path there, with slashes. */
export interface ZipEntry {
  readonly name: string
  readonly content: string | Buffer
}

/** How many files the format counts, without its 64-bit extension. */
export const mostEntries = 0xffff

/**
 * A zip archive of files, stored as they are (APPNOTE.TXT 6.3.10: local headers, then the central directory, then its end). Dates
 * are the format's first day, so that the same files give the same bytes.
 */
export function zip(files: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const name = Buffer.from(file.name)
    const content = typeof file.content === 'string' ? Buffer.from(file.content) : file.content
    const common = fields(
      [2, 0x0800],
      [2, 0],
      [2, 0],
      [2, 0x21],
      [4, crc32(content)],
      [4, content.length],
      [4, content.length],
      [2, name.length],
      [2, 0],
    )
    const head = Buffer.concat([fields([4, 0x04034b50], [2, 20]), common, name])
    bodies.push(head, content)
    const rest = fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset])
    directory.push(Buffer.concat([fields([4, 0x02014b50], [2, 20], [2, 20]), common, rest, name]))
    offset += head.length + content.length
  }
  const entries = Buffer.concat(directory)
  const count = files.length
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, entries.length],
    [4, offset],
    [2, 0],
  )
  return Buffer.concat([...bodies, entries, end])
}

/** Little-endian numbers of 2 or 4 bytes. */
function fields(...numbers: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    numbers.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes)
      field.writeUIntLE(value, 0, bytes)
      return field
    }),
  )
}

/** The files of an archive that `zip` has made. */
export function unzip(archive: Buffer): readonly (ZipEntry & { readonly content: Buffer })[] {
  const end = archive.length - 22
  let at = archive.readUInt32LE(end + 16)
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const [size, nameLength] = [archive.readUInt32LE(at + 24), archive.readUInt16LE(at + 28)]
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    const start = archive.readUInt32LE(at + 42) + 30 + nameLength
    at += 46 + nameLength
    return { name, content: archive.subarray(start, start + size) }
  })
}
