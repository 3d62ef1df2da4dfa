import { crc32 } from 'node:zlib'

/**
 * A zip archive of texts, stored as they are (APPNOTE.TXT 6.3.10: local headers, then the central directory, then its end). Dates
 * are the format's first day, so that the same logs give the same bytes.
 */
export function zip(files: readonly { readonly name: string; readonly text: string }[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const [name, text] = [Buffer.from(file.name), Buffer.from(file.text)]
    const common = fields(
      [2, 0x0800],
      [2, 0],
      [2, 0],
      [2, 0x21],
      [4, crc32(text)],
      [4, text.length],
      [4, text.length],
      [2, name.length],
      [2, 0],
    )
    const body = Buffer.concat([fields([4, 0x04034b50], [2, 20]), common, name, text])
    bodies.push(body)
    const rest = fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset])
    directory.push(Buffer.concat([fields([4, 0x02014b50], [2, 20], [2, 20]), common, rest, name]))
    offset += body.length
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
