import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The copyright notices and licence texts of the packages in the bundle, which their licences require. `inputs`: the bundled
 * files, as esbuild names them. Throws for a package without a licence.
 */
export async function noticesOf(root, inputs) {
  const folders = [
    ...new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])),
  ]
  const notices = await Promise.all(folders.map((folder) => noticeOf(join(root, folder))))
  const texts = [...new Set(notices)].toSorted()
  return `rel contains these packages; each has the licence after its name. The sandbox's description of the REST API is derived from\nGitHub's own (MIT, (c) GitHub, Inc.).\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

async function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry))
  if (typeof license !== 'string') throw new Error(`${name} does not declare a licence.`)
  const authorName = typeof author === 'string' ? author : (author?.name ?? '')
  const text = file
    ? await readFile(join(folder, file), 'utf8')
    : `${license}${authorName ? `, by ${authorName}` : ''}\n`
  return `${name} ${version} (${license})\n\n${text.trim()}\n`
}
