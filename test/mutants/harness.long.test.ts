import { execa } from 'execa'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** Runs the harness with its own folder for temporary files. */
async function mutants(...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'rel-mutants-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const running = execa(process.execPath, ['scripts/mutants.js', ...args], {
    cwd: root,
    env: { TMPDIR: folder },
    reject: false,
    stdin: 'ignore',
  })
  return { folder, running }
}

test('reports caught, surviving and invalid mutants', async () => {
  const { folder, running } = await mutants('--table', 'test/mutants/sample.ts')
  const { stdout, exitCode } = await running
  const lines = stdout.split('\n')
  const lineOf = (name: string) => lines.find((line) => line.split(/ +/)[1] === name) ?? stdout
  expect(lineOf('freeze')).toMatch(
    /^caught .* by “checks a draft: a freeze” \(test\/domain\/publish\/publish\.test\.ts\)$/,
  )
  expect(lineOf('dry-run')).toMatch(/^caught .* by “refuses a held slot, and takes it over with --take”/)
  expect(lineOf('harmless')).toMatch(/^SURVIVED .* Nothing is published or deployed/)
  expect(lineOf('gone')).toMatch(/^INVALID .* occurs 0 times in src\/domain\/freeze\/freeze\.ts, not once/)
  expect(lineOf('not-unique')).toMatch(/^INVALID .* occurs \d+ times in /)
  expect(lineOf('broken')).toMatch(/^INVALID .* not by an assertion: .*(Transform|Parse|Expected|Unexpected)/)
  expect(lineOf('crashing')).toMatch(/^INVALID .* not by an assertion: Error: crash/)
  expect(lineOf('without-test')).toMatch(
    /^INVALID .* no test of test\/domain\/publish\/publish\.test\.ts ran/,
  )
  expect([lines.at(-1), exitCode]).toEqual(['2 caught, 1 survived, 5 invalid', 1])
  expect(await readdir(folder)).toEqual([])
})

test('Ctrl-C ends all processes and removes all files', async () => {
  const { folder, running } = await mutants('second-read')
  /** The state files of the sandboxes' servers. */
  const servers = async () =>
    (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.sandbox/server.json'))
  await vi.waitUntil(async () => (await servers()).length > 0, { timeout: 60_000, interval: 50 })
  const { pid } = JSON.parse(await readFile(join(folder, (await servers())[0]!), 'utf8'))
  running.kill('SIGINT')
  expect(await running).toMatchObject({ exitCode: 130, stdout: '', stderr: 'Cancelled.' })
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect(await readdir(folder)).toEqual([])
})
