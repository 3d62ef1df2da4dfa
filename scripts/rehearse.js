import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryFolder } from './memory.js'
import { rehearse } from './rehearsal/process.js'
import { createTools } from './rehearsal/tools.js'

/**
 * Runs the whole process on the embedded GitHub, with real git, real HTTP and the real binary, and prints what a user would see.
 * Every check asks GitHub, git or a deployed service, not rel. Leaves no process and no file behind.
 */
const folder = await mkdtemp(join(memoryFolder() ?? tmpdir(), 'rel-rehearsal-'))
const tools = createTools(folder)
process.once('SIGINT', () => tools.interrupt())
process.once('SIGTERM', () => tools.interrupt())
try {
  await rehearse(tools)
  console.log(`\nThe rehearsal passed: ${tools.checks()} checks.`)
} catch (error) {
  console.error(`\n✗ ${error.message}`)
  process.exitCode = 1
} finally {
  await tools.rel(folder, 'sandbox stop --dir .', { quiet: true, exit: null })
  await rm(folder, { recursive: true, force: true })
}
