import { lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { unzip } from '../../zip.js'
import { StepFailure } from './failure.js'

/**
 * Writes the files of an archive below a folder. Fails, before it writes that file, if a name or a symbolic link in the folder
 * leads out of it: the archive may come from another job, and the folder from a checkout of anybody's branch.
 */
export function unpack(archive: Buffer, folder: string): void {
  mkdirSync(folder, { recursive: true })
  const root = realpathSync(folder)
  for (const { name, content } of unzip(archive)) {
    const path = resolve(join(root, name))
    if (!path.startsWith(root + sep)) throw outside(name)
    mkdirBelow(root, dirname(path), name)
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw outside(name)
    writeFileSync(path, content)
  }
}

/** Creates the missing folders one by one, so that none is created behind a symbolic link. */
function mkdirBelow(root: string, folder: string, name: string): void {
  if (folder === root) return
  mkdirBelow(root, dirname(folder), name)
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return void mkdirSync(folder)
  if (!found.isDirectory()) throw outside(name)
}

const outside = (name: string): StepFailure =>
  new StepFailure(`The archive has a file that would be written outside of its folder: ${name}`)
