import { writeFile } from 'node:fs/promises'
import { derivedFiles, schemaFile } from './generated.js'

/** Writes every generated file; `schema` alone needs no build, and the build needs it. */
const all = process.argv[2] === 'schema' ? [schemaFile] : [schemaFile, derivedFiles]
for (const files of all) {
  for (const [path, text] of Object.entries(await files()))
    await writeFile(new URL(`../${path}`, import.meta.url), text)
}
