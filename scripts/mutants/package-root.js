import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildInto } from '../build.js'
import { manifestOf } from '../manifest.js'
import { applying, root } from './source.js'

/** Prepares a folder as the root of the package, where `dist` is built into: rel finds all of itself from there. */
async function prepare(folder, mutant) {
  await mkdir(join(folder, 'tmp'), { recursive: true })
  await cp(`${root}bin`, join(folder, 'bin'), { recursive: true })
  await cp(`${root}package.json`, join(folder, 'package.json'))
  await writeFile(join(folder, 'mutant.json'), JSON.stringify(mutant))
}

/** Builds rel as it is. */
export async function buildClean(folder) {
  await prepare(folder, null)
  await buildInto(join(folder, 'dist'))
  await writeFile(join(folder, 'oclif.manifest.json'), await manifestOf(folder))
}

/** Builds rel with a rule switched off. Throws if that is not possible. */
export async function buildMutant(folder, mutant, clean) {
  const { plugin, isApplied } = applying(mutant)
  await prepare(folder, mutant)
  await buildInto(join(folder, 'dist'), { plugins: [plugin] })
  if (!isApplied()) throw new Error(`${mutant.file} is not part of the build`)
  await cp(join(clean, 'oclif.manifest.json'), join(folder, 'oclif.manifest.json'))
}
