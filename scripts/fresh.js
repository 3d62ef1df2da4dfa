import { readFile } from 'node:fs/promises'
import { derivedFiles, schemaFile } from './generated.js'

/** Fails when a generated file is not what its source would generate now. */
const stale = []
for (const [path, text] of Object.entries({ ...(await schemaFile()), ...(await derivedFiles()) })) {
  const kept = await readFile(new URL(`../${path}`, import.meta.url), 'utf8').catch(() => null)
  if (kept !== text) stale.push(path)
}
if (stale.length > 0) {
  console.error(
    `Stale: ${stale.join(', ')}. Run \`npm run build && npm run generate\`, and commit what changed.`,
  )
  process.exitCode = 1
}
