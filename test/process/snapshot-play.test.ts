import { execa } from 'execa'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareEnvironment, binary } from '../support/run.js'
import { onDev, openSandboxes } from '../support/snapshots.js'

let sandboxes: Awaited<ReturnType<typeof openSandboxes>>
beforeAll(async () => {
  sandboxes = await openSandboxes()
})
afterAll(() => sandboxes.close())

/** Starts a sandbox, and ends the command during the first runs of the demo. */
async function endedBy(signal: 'SIGINT' | 'SIGKILL') {
  const { home, cache } = sandboxes
  const starting = execa(process.execPath, [binary, 'sandbox', 'start', '--detach', '--dir', 'one'], {
    cwd: home,
    env: { ...bareEnvironment(home), REL_CACHE_DIR: cache },
    extendEnv: false,
    reject: false,
  })
  const runs = async (): Promise<readonly string[]> => {
    const [draft = ''] = await readdir(join(cache, 'demo'))
    return readdir(join(cache, 'demo', draft, '.sandbox', 'runner', 'runs'))
  }
  await expect.poll(() => runs().catch(() => []), { timeout: 60_000 }).not.toEqual([])
  starting.kill(signal)
  return starting
}

test('an interrupted play leaves nothing, and the next start cleans up after a killed one', async () => {
  expect(await endedBy('SIGINT')).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining('Cancelled. Nothing was started.'),
  })
  expect(await sandboxes.kept()).toEqual([])
  await endedBy('SIGKILL')
  expect(await sandboxes.kept()).toEqual([expect.stringMatching(/^playing-/)])
  await sandboxes.start('one')
  expect(await sandboxes.kept()).toEqual([expect.not.stringMatching(/^playing-/)])
})

test('--fresh plays the demo again, and prints a hint if the sandbox already exists', async () => {
  expect(await sandboxes.rel('start', '--fresh', '--dir', 'one')).toMatchObject({
    status: 2,
    error: expect.stringContaining('rel sandbox reset --fresh --dir one'),
  })
  const before = await sandboxes.manifest()
  await sandboxes.start('two', '--fresh')
  expect((await sandboxes.manifest()).at).toBeGreaterThan(before.at)
  expect(await sandboxes.kept()).toHaveLength(1)
})

test('without a cache folder, the sandbox itself plays the demo', async () => {
  const file = join(sandboxes.home, 'file')
  await writeFile(file, '')
  const { status, error } = await sandboxes.relIn(file, 'start', '--detach', '--dir', 'alone')
  expect([status, error]).toEqual([0, expect.stringContaining('Setting up rel and deploying main to dev')])
  const { answer } = await onDev(await sandboxes.status('alone'), 'gadgets')
  expect(answer).toMatchObject({ environment: 'dev' })
})
