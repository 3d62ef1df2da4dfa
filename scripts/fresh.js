import { readFile } from 'node:fs/promises'
import { derivedFiles, schemaFile } from './generated.js'

/** Fails if a generated file is out of date. */
const stale = []
for (const [path, text] of Object.entries({ ...(await schemaFile()), ...(await derivedFiles()) })) {
  const current = await readFile(new URL(`../${path}`, import.meta.url), 'utf8').catch(() => null)
  if (current !== text) stale.push(path)
}
if (stale.length > 0) {
  console.error(
    `Out of date: ${stale.join(', ')}.\nHint: Run \`npm run build && npm run generate\` and commit the result.`,
  )
  process.exitCode = 1
}
