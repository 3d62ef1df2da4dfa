import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildInto } from '../build.js'
import { manifestOf } from '../manifest.js'
import { applying, root } from './source.js'

/** Prepares a folder as the package root of a build, from which rel finds its files. */
async function prepare(folder, mutant) {
  await mkdir(folder, { recursive: true })
  await cp(`${root}bin`, join(folder, 'bin'), { recursive: true })
  await cp(`${root}package.json`, join(folder, 'package.json'))
  await writeFile(join(folder, 'mutant.json'), JSON.stringify(mutant))
}

/** Do these tests run the binary? Tests that only import from src need no build. */
export async function needBinary(tests) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: tests,
    outdir: 'nowhere',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  return 'test/support/run.ts' in metafile.inputs
}

/** Prepares rel without a mutant, and builds it if the tests need that. */
export async function prepareClean(folder, needsBuild) {
  await prepare(folder, null)
  if (!needsBuild) return
  await buildInto(join(folder, 'dist'))
  await writeFile(join(folder, 'oclif.manifest.json'), await manifestOf(folder))
}

/** Prepares rel with a rule switched off; throws if it cannot be built. */
export async function prepareMutant(folder, mutant, { needsBuild, clean }) {
  await prepare(folder, mutant)
  if (!needsBuild) return
  const { plugin, isApplied } = applying(mutant)
  await buildInto(join(folder, 'dist'), { plugins: [plugin] })
  if (!isApplied()) throw new Error(`${mutant.file} is not part of the build`)
  await cp(join(clean, 'oclif.manifest.json'), join(folder, 'oclif.manifest.json'))
}
