import { writeFile } from 'node:fs/promises'
import { derivedFiles, schemaFile } from './generated.js'

/** Writes the generated files. `node scripts/generate.js schema` writes only the schema, which needs no build. */
const generators = process.argv[2] === 'schema' ? [schemaFile] : [schemaFile, derivedFiles]
for (const filesOf of generators) {
  for (const [path, text] of Object.entries(await filesOf()))
    await writeFile(new URL(`../${path}`, import.meta.url), text)
}
