import { unzipSync, zipSync } from 'fflate/browser' // without the worker threads of Node

/** A file of an archive; `name` is its path there, with slashes. */
export interface ZipEntry {
  readonly name: string
  readonly content: string | Buffer
}

/** How many files the format counts, without its 64-bit extension. */
export const mostEntries = 0xffff

/** Files are stored as they are, on the format's first day, so that the same files give the same bytes. */
const asTheyAre = { level: 0, mtime: new Date(1980, 0, 1) } as const

/** A zip archive of files; of two with the same name it has the last. */
export function zip(files: readonly ZipEntry[]): Buffer {
  const entries = files.map(
    ({ name, content }) => [name, typeof content === 'string' ? Buffer.from(content) : content] as const,
  )
  return Buffer.from(zipSync(Object.fromEntries(entries), asTheyAre).buffer)
}

/** The files of an archive that `zip` has made. */
export const unzip = (archive: Buffer): readonly (ZipEntry & { readonly content: Buffer })[] =>
  Object.entries(unzipSync(archive)).map(([name, content]) => ({ name, content: Buffer.from(content) }))
