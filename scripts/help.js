import { execFile } from 'node:child_process'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

/** Writes the help texts that rel prints without oclif (docs/adr/0018). */
export async function writeHelp(root) {
  const { stdout } = await promisify(execFile)(process.execPath, [`${root}scripts/help-texts.js`], {
    // The environment of the build must not change a text.
    env: {
      PATH: process.env.PATH,
      TERM: 'xterm',
      FORCE_COLOR: '1',
      OCLIF_COLUMNS: '80',
      REL_DISABLE_THEME: '1',
    },
    maxBuffer: 2 ** 24,
  })
  const { texts, index } = JSON.parse(stdout)
  const folder = `${root}dist/help.${process.pid}`
  for (const [id, text] of Object.entries(texts)) {
    const path = `${[folder, 'rel', ...id.split(':').filter(Boolean)].join('/')}.txt`
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  await writeFile(`${folder}/index.json`, JSON.stringify(index))
  await rm(`${root}dist/help`, { recursive: true, force: true })
  await rename(folder, `${root}dist/help`)
}
