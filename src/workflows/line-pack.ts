import { compare, valid } from 'semver'
import { stampOf } from './stamp.js'
import { templates } from './table.js'
import { updateOf } from './update.js'

/** A file of a commit. */
export interface CommittedFile {
  readonly path: string
  readonly text: string
}

/** Which files of the default branch's pack an older line lacks, or has older; and which were changed there by hand. */
export interface LinePack<File extends CommittedFile> {
  readonly files: readonly File[]
  readonly kept: readonly string[]
  /** Of the pack on the default branch; null where there is none. */
  readonly version: string | null
}

/** The folders of the team's own actions, which the workflows of the pack call. */
const teamFolders = templates
  .filter(({ owner }) => owner === 'team')
  .map(({ path }) => `.github/${path.slice(0, path.lastIndexOf('/') + 1)}`)

/**
 * A push to a line runs the workflow files of that line: it needs the pack of today. rel's files are brought where they are
 * missing or older; the team's own actions only where they are missing.
 */
export function packForLine<File extends CommittedFile>(
  main: readonly File[],
  line: readonly CommittedFile[],
): LinePack<File> {
  const stamps = main.flatMap(({ text }) => stampOf(text)?.version ?? []).filter((one) => valid(one) !== null)
  if (stamps.length === 0) return { files: [], kept: [], version: null }
  const existing = new Map(line.map(({ path, text }) => [path, text]))
  const told = main.flatMap((file) => {
    const owner = stampOf(file.text)
      ? 'rel'
      : teamFolders.some((one) => file.path.startsWith(one))
        ? 'team'
        : null
    if (owner === null) return []
    return [{ file, owner, ...updateOf(existing.get(file.path) ?? null, { ...file, owner }) }]
  })
  const isOlder = ({ file }: (typeof told)[number]): boolean =>
    stampOf(existing.get(file.path) ?? '')?.version !== stampOf(file.text)?.version
  return {
    files: told
      .filter(({ action }) => action === 'created' || action === 'updated')
      .filter((one) => one.action === 'created' || isOlder(one))
      .map(({ file }) => file),
    kept: told
      .filter(({ action, owner }) => action === 'kept' && owner === 'rel')
      .map(({ file }) => file.path),
    version: stamps.toSorted(compare).at(-1) ?? null,
  }
}
