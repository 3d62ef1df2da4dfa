import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One cache of rel for a run of the tests; it goes when they have ended. */
export default async function openCache(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rel-test-cache-'))
  process.env['REL_CACHE_DIR'] = folder
  return () => rm(folder, { recursive: true, force: true })
}
