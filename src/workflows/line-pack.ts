import { compare, valid } from 'semver'
import { stampOf } from './stamp.js'
import { templates } from './table.js'
import { updateOf } from './update.js'

/** A file in the tree of a commit. */
export interface CommittedFile {
  readonly path: string
  readonly text: string
}

/** The pack files to copy from the default branch to a line. */
export interface LinePack<File extends CommittedFile> {
  /** Files that the line lacks, or has in an older version. */
  readonly files: readonly File[]
  /** Paths of files on the line that were changed by hand. */
  readonly kept: readonly string[]
  /** The version of the pack on the default branch; null if there is none. */
  readonly version: string | null
}

/** The folders of the team's actions, which the workflows of the pack call. */
const teamFolders = templates
  .filter(({ owner }) => owner === 'team')
  .map(({ path }) => `.github/${path.slice(0, path.lastIndexOf('/') + 1)}`)

/**
 * A push to a line runs the workflow files of that line, so the line needs the current pack. Files of rel are copied if they are
 * missing or older; actions of the team only if they are missing.
 */
export function packForLine<File extends CommittedFile>(
  main: readonly File[],
  line: readonly CommittedFile[],
): LinePack<File> {
  const stamps = main
    .flatMap(({ text }) => stampOf(text)?.version ?? [])
    .filter((version) => valid(version) !== null)
  if (stamps.length === 0) return { files: [], kept: [], version: null }
  const existing = new Map(line.map(({ path, text }) => [path, text]))
  const updates = main.flatMap((file) => {
    const owner = stampOf(file.text)
      ? 'rel'
      : teamFolders.some((folder) => file.path.startsWith(folder))
        ? 'team'
        : null
    if (owner === null) return []
    return [{ file, owner, ...updateOf(existing.get(file.path) ?? null, { ...file, owner }) }]
  })
  const isOlder = ({ file }: (typeof updates)[number]): boolean =>
    stampOf(existing.get(file.path) ?? '')?.version !== stampOf(file.text)?.version
  return {
    files: updates
      .filter(({ action }) => action === 'created' || action === 'updated')
      .filter((update) => update.action === 'created' || isOlder(update))
      .map(({ file }) => file),
    kept: updates
      .filter(({ action, owner }) => action === 'kept' && owner === 'rel')
      .map(({ file }) => file.path),
    version: stamps.toSorted(compare).at(-1) ?? null,
  }
}
