import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What the packages ask of whoever passes them on: their copyright and the text of their licence. `inputs`: the files that were
 * built in, as esbuild names them. Throws for a package of which nothing is known.
 */
export async function noticesOf(root, inputs) {
  const folders = [
    ...new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])),
  ]
  const all = await Promise.all(folders.map((folder) => noticeOf(join(root, folder))))
  const texts = [...new Set(all)].toSorted()
  return `rel is made with these packages; each is under the licence that follows its name. What the sandbox knows of the REST API is\nderived from GitHub's description of it (MIT, (c) GitHub, Inc.).\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

async function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = (await readdir(folder)).find((one) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(one))
  if (typeof license !== 'string') throw new Error(`${name} does not say its licence.`)
  const by = typeof author === 'string' ? author : (author?.name ?? '')
  const text = file ? await readFile(join(folder, file), 'utf8') : `${license}${by ? `, by ${by}` : ''}\n`
  return `${name} ${version} (${license})\n\n${text.trim()}\n`
}
