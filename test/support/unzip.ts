import { crc32 } from 'node:zlib'

/** The names and texts of an archive with uncompressed entries, read by the central directory. */
export function unzipped(archive: Buffer): readonly (readonly [name: string, text: string])[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  let offset = archive.readUInt32LE(end + 16)
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const [size, nameLength] = [archive.readUInt32LE(offset + 24), archive.readUInt16LE(offset + 28)]
    const name = archive.toString('utf8', offset + 46, offset + 46 + nameLength)
    const start = archive.readUInt32LE(offset + 42) + 30 + nameLength
    const text = archive.subarray(start, start + size)
    if (crc32(text) !== archive.readUInt32LE(offset + 16)) throw new Error(`${name} is damaged.`)
    offset += 46 + nameLength
    return [name, text.toString()]
  })
}
