import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryFolder } from './run-state.js'
import { play } from './rehearsal/play.js'
import { story } from './rehearsal/story.js'

/**
 * Rehearses the whole process on the embedded GitHub: real git, real HTTP, the real binary. Prints what a person would
 * see; every claim is asked of GitHub or git, never of rel itself. Leaves no process and no file behind.
 */
const folder = await mkdtemp(join(memoryFolder() ?? tmpdir(), 'rel-rehearsal-'))
const stage = play(folder)
process.once('SIGINT', () => stage.interrupt())
process.once('SIGTERM', () => stage.interrupt())
try {
  await story(stage)
  console.log(`\nRehearsed: ${stage.checks()} checks passed.`)
} catch (error) {
  console.error(`\n✗ ${error.message}`)
  process.exitCode = 1
} finally {
  await stage.rel(folder, 'sandbox stop --dir .', { quiet: true, exit: null })
  await rm(folder, { recursive: true, force: true })
}
