import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openPull, pushBranch, rel, startSandbox, type Sandbox } from '../support/sandbox.js'

const execute = promisify(execFile)
const withSandbox = async (work: (sandbox: Sandbox) => Promise<void>): Promise<void> => {
  const sandbox = await startSandbox()
  try {
    await work(sandbox)
  } finally {
    await sandbox.stop()
  }
}
const comments = '/repos/acme/widgets/issues/1/comments'

/** prlimit(1) limits the size of the server's files: simulates a full disk without special privileges. */
const canLimit = (() => {
  try {
    execFileSync('prlimit', ['--version'])
    return true
  } catch {
    return false
  }
})()

test.runIf(canLimit)(
  'a disk that is full is an error to the client; what was said is kept, and it recovers',
  () =>
    withSandbox(async (sandbox) => {
      await openPull(sandbox, 'feature/full')
      const limit = (size: string) =>
        execute('prlimit', ['--pid', String(sandbox.pid), `--fsize=${size}:unlimited`])
      const say = (body: string) => sandbox.api('dev', 'POST', comments, { body })
      const kept: string[] = []
      const refused: string[] = []
      await limit('65536')
      for (let at = 0; at < 60; at += 1) {
        const body = `${at} ${'x'.repeat(3000)}`
        const { status, body: answer } = await say(body)
        if (status === 201) kept.push(body)
        else {
          expect([status, answer.message]).toEqual([
            507,
            expect.stringContaining('cannot write its journal: EFBIG'),
          ])
          refused.push(body)
        }
      }
      expect(kept.length).toBeGreaterThan(0)
      expect(refused.length).toBeGreaterThan(0)
      await limit(String((await stat(join(sandbox.dir, '.sandbox', 'journal.ndjson'))).size))
      await expect(pushBranch(sandbox, 'feature/fuller')).rejects.toThrow('507')
      const listed = async () =>
        (await sandbox.api('dev', 'GET', `${comments}?per_page=100`)).body.map(
          ({ body }: { body: string }) => body,
        )
      expect(await listed()).toEqual(kept)
      await limit('unlimited')
      expect((await say('room again')).status).toBe(201)
      await pushBranch(sandbox, 'feature/fuller')
      sandbox.kill()
      await sandbox.restart()
      expect(await listed()).toEqual([...kept, 'room again'])
    }),
)

test('refuses to start with an unreadable journal, naming its file and line, and overwrites nothing', () =>
  withSandbox(async (sandbox) => {
    sandbox.kill()
    const journal = join(sandbox.dir, '.sandbox', 'journal.ndjson')
    await writeFile(journal, '{"id":1,"changes":[]}\nbroken\n{"id":2,"changes":[]}\n')
    await expect(sandbox.restart()).rejects.toThrow(`${journal}, line 2 cannot be read`)
    expect((await readdir(join(sandbox.dir, '.sandbox'))).filter((name) => name.startsWith('lock'))).toEqual(
      [],
    )
  }))

test('repeats a first start that was interrupted', () =>
  withSandbox(async (sandbox) => {
    sandbox.kill()
    await rm(join(sandbox.dir, '.sandbox', 'first'), { recursive: true })
    await sandbox.restart()
    const { body } = await sandbox.api('dev', 'GET', '/orgs/acme/repos')
    expect(body.map(({ name }: { name: string }) => name).toSorted()).toEqual(['gadgets', 'widgets'])
  }))

test('of two simultaneous starts one wins and the other names its process; a later start finds it running', async () => {
  const home = await mkdtemp(join(tmpdir(), 'rel-two-starts-'))
  const start = () =>
    rel(home, 'sandbox', 'start', '--dir', join(home, 's'), '--detach', '--no-pack', '--json')
  try {
    const ends = await Promise.all([start(), start(), start()])
    const results = ends.map(({ out }) => JSON.parse(out))
    const pids = new Set(results.filter(({ result }) => result?.running).map(({ result }) => result.pid))
    expect(pids.size).toBe(1)
    for (const { error } of results.filter(({ error: wrong }) => wrong))
      expect(error.message).toMatch(/^Process \d+ is already serving the sandbox in /)
    expect(JSON.parse((await start()).out).outcome).toBe('nothing-to-do')
    // The same if a killed server left its lock.
    process.kill([...pids][0], 'SIGKILL')
    const again = (await Promise.all([start(), start(), start()])).map(({ out }) => JSON.parse(out))
    expect(new Set(again.flatMap(({ result }) => result?.pid ?? [])).size).toBe(1)
  } finally {
    await rel(home, 'sandbox', 'stop', '--dir', join(home, 's'))
    await rm(home, { recursive: true, force: true })
  }
})

test('reports a folder that is not writable', async () => {
  const home = await mkdtemp(join(tmpdir(), 'rel-unwritable-'))
  try {
    // A file in place of the folder: not even root can write there.
    await writeFile(join(home, 'taken'), '')
    const { status, out } = await rel(
      home,
      'sandbox',
      'start',
      '--dir',
      join(home, 'taken'),
      '--detach',
      '--json',
    )
    expect(status).toBe(1)
    expect(JSON.parse(out).error.message).toContain(join(home, 'taken'))
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
