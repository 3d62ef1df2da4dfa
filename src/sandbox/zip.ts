import { unzipSync, zipSync } from 'fflate/browser' // without the worker threads of Node

/** A file of an archive; `name` is its path in the archive, with slashes. */
export interface ZipEntry {
  readonly name: string
  readonly content: string | Buffer
}

/** The maximum number of files in an archive without the 64-bit extension of the format. */
export const maxEntries = 0xffff

/** Files are stored uncompressed and dated on the first day of the format, so that the same files give the same bytes. */
const zipOptions = { level: 0, mtime: new Date(1980, 0, 1) } as const

/** A zip archive of files; of two files with the same name it contains the last. */
export function zip(files: readonly ZipEntry[]): Buffer {
  const entries = files.map(
    ({ name, content }) => [name, typeof content === 'string' ? Buffer.from(content) : content] as const,
  )
  return Buffer.from(zipSync(Object.fromEntries(entries), zipOptions).buffer)
}

/** The files of an archive that `zip` made. */
export const unzip = (archive: Buffer): readonly (ZipEntry & { readonly content: Buffer })[] =>
  Object.entries(unzipSync(archive)).map(([name, content]) => ({ name, content: Buffer.from(content) }))
