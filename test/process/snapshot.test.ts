import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../support/sandbox.js'
import type { SandboxStatus } from '../support/serve.js'
import { filesIn, get, onDev, openSandboxes, textsIn } from '../support/snapshots.js'

let sandboxes: Awaited<ReturnType<typeof openSandboxes>>
beforeAll(async () => {
  sandboxes = await openSandboxes()
})
afterAll(() => sandboxes.close())

let firstSandbox: SandboxStatus
test('the first start plays the demo with a message; the next one copies the snapshot', async () => {
  const first = await sandboxes.rel('start', '--detach', '--dir', 'one')
  expect(first).toMatchObject({
    status: 0,
    error: expect.stringMatching(/^Setting up the demo, .*\nStarting the sandbox in /),
  })
  expect(first.out).toMatch(/\n\nNext:\n {2}cd one\/widgets\n.*\n {2}rel preview up\n$/)
  firstSandbox = await sandboxes.status('one')
  const played = await sandboxes.manifest()
  const second = await sandboxes.rel('start', '--detach', '--dir', 'two')
  expect(second).toMatchObject({ status: 0, error: expect.not.stringContaining('Setting up') })
  expect(await sandboxes.manifest()).toEqual(played)
})

test('a copy has the same history, and its own tokens, ports, certificates and texts', async () => {
  const secondSandbox: SandboxStatus = await sandboxes.status('two')
  /** Without urls and times. */
  const read = async (sandbox: SandboxStatus, path: string): Promise<Json> =>
    JSON.parse(
      JSON.stringify(await get(sandbox, path))
        .replaceAll(new URL(sandbox.url).host, 'github')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '<time>'),
    )
  for (const path of ['widgets/pulls?state=all', 'gadgets/actions/runs', 'widgets/branches'])
    expect(await read(secondSandbox, path)).toEqual(await read(firstSandbox, path))
  for (const service of ['widgets', 'gadgets']) {
    const [onFirst, onSecond] = [await onDev(firstSandbox, service), await onDev(secondSandbox, service)]
    expect(onFirst.answer).toEqual(onSecond.answer)
    expect(onFirst.url).not.toBe(onSecond.url)
  }
  const played = await sandboxes.manifest()
  const state = await textsIn(join(sandboxes.home, 'two', '.sandbox'))
  for (const foreign of [played.directory, played.url, firstSandbox.url, join(sandboxes.home, 'one')])
    expect(state.includes(foreign), foreign).toBe(false)
  const secrets = (text: string) =>
    new Set(text.match(/(?:sandbox_\w+_|ghs_sandbox)[0-9a-f]{30}|BEGIN PRIVATE KEY-----\n.*/g))
  const otherSecrets = secrets(
    (await textsIn(join(sandboxes.home, 'one', '.sandbox'))) +
      (await readFile(
        join(sandboxes.cache, 'demo', (await sandboxes.kept())[0]!, 'journal.ndjson'),
        'latin1',
      )),
  )
  expect(secrets(state).size).toBeGreaterThan(5)
  for (const secret of secrets(state)) expect(otherSecrets.has(secret)).toBe(false)
  await sandboxes.rel('stop', '--dir', 'two')
})

test('only the user can read a file with a token or a key', async () => {
  const { key } = firstSandbox
  for (const name of ['one', 'two']) {
    const files = await filesIn(join(sandboxes.home, name))
    const secret = [...files].filter(
      ([, { text }]) =>
        /sandbox_[a-z]+_[0-9a-f]{30}|ghs_sandbox|PRIVATE KEY/.test(text) || text.includes(key),
    )
    expect(secret.length).toBeGreaterThan(3)
    expect(secret.filter(([, { mode }]) => (mode & 0o077) !== 0).map(([path]) => path)).toEqual([])
  }
})

test('a copy shifts times to its start, but not times of commits', async () => {
  const [path, played] = [await sandboxes.manifestPath(), await sandboxes.manifest()]
  const month = 30 * 86_400_000
  await writeFile(path, JSON.stringify({ ...played, at: played.at - month }))
  const later = await sandboxes.start('later')
  await writeFile(path, JSON.stringify(played))
  const [before, after] = [await get(firstSandbox, 'widgets/pulls/1'), await get(later, 'widgets/pulls/1')]
  const days = (Date.parse(after.merged_at) - Date.parse(before.merged_at)) / 86_400_000
  expect(Math.round(days)).toBe(30)
  expect(after.merge_commit_sha).toBe(before.merge_commit_sha)
  const commit = `widgets/commits/${before.merge_commit_sha}`
  expect((await get(later, commit)).commit).toMatchObject({
    author: (await get(firstSandbox, commit)).commit.author,
  })
  await sandboxes.rel('stop', '--dir', 'later')
})

test('reset lists what it removes, asks, and restores the copy with the same tokens and url', async () => {
  const scratch = join(sandboxes.home, 'one', 'widgets', 'scratch.txt')
  await writeFile(scratch, 'x')
  const dryRun = await sandboxes.rel('reset', '--dir', 'one', '--dry-run')
  expect(dryRun.out).toContain(`remove ${join(sandboxes.home, 'one', 'widgets')} (1 uncommitted file)`)
  const refused = await sandboxes.rel('reset', '--dir', 'one')
  expect(refused).toMatchObject({ status: 2, error: expect.stringContaining('Pass --yes') })
  expect(await readFile(scratch, 'utf8')).toBe('x')
  expect(await sandboxes.rel('reset', '--dir', 'one', '--yes')).toMatchObject({ status: 0 })
  await expect(readFile(scratch)).rejects.toThrow()
  const status: SandboxStatus = await sandboxes.status('one')
  expect([status.url, status.users]).toEqual([firstSandbox.url, firstSandbox.users])
  expect((await onDev(firstSandbox, 'widgets')).answer).toMatchObject({ environment: 'dev' })
})
