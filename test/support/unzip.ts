import { crc32 } from 'node:zlib'

/** The names and texts of an archive whose entries are stored, found as readers do: by the directory at its end. */
export function unzipped(archive: Buffer): readonly (readonly [name: string, text: string])[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  let at = archive.readUInt32LE(end + 16)
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const [size, nameLength] = [archive.readUInt32LE(at + 24), archive.readUInt16LE(at + 28)]
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    const start = archive.readUInt32LE(at + 42) + 30 + nameLength
    const text = archive.subarray(start, start + size)
    if (crc32(text) !== archive.readUInt32LE(at + 16)) throw new Error(`${name} is damaged.`)
    at += 46 + nameLength
    return [name, text.toString()]
  })
}
