import { spawn } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { startWithPull } from '../support/environments-workflow.js'
import { faultsOf } from '../support/faults.js'
import { bareEnvironment, binary } from '../support/run.js'
import { openPull, type Sandbox } from '../support/sandbox.js'
import { labelsOf, sandboxForTest } from '../support/transcript.js'

/** Starts the real binary without a terminal, where Ctrl-C is a signal. */
function started(sandbox: Sandbox, line: string) {
  const child = spawn(process.execPath, [binary, ...line.split(' ')], {
    cwd: sandbox.clone('widgets'),
    env: { ...bareEnvironment(sandbox.home), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()))
  const ended = new Promise<{ status: number | null; signal: string | null }>((resolve) =>
    child.on('close', (status, signal) => resolve({ status, signal })),
  )
  return { output, ended, interrupt: () => child.kill('SIGINT') }
}

const until = (check: () => unknown) => vi.waitUntil(check, { timeout: 20_000, interval: 50 })
/** The number of requests for the jobs of a run. */
const polls = async (sandbox: Sandbox) =>
  (await sandbox.requests()).filter(({ path }: { path: string }) => path.endsWith('/jobs')).length

test('an interruption while watching leaves the deployment running, also with --json', async () => {
  const sandbox = await startWithPull('sleep 20')
  const json = started(sandbox, 'qa deploy 2 --interval 50ms --json')
  await until(async () => (await polls(sandbox)) > 0)
  json.interrupt()
  expect(await json.ended).toEqual({ status: 130, signal: null })
  expect(json.output.stderr).toBe('')
  expect(JSON.parse(json.output.stdout)).toMatchObject({
    command: 'qa deploy',
    error: {
      code: 'cancelled',
      message: 'Stopped watching; the deployment continues on GitHub.',
      hint: 'Run the same command again to keep watching.',
    },
    steps: [{ kind: 'add-label', status: 'done' }],
    result: { environment: 'qa2' },
  })
  const text = started(sandbox, 'qa deploy 2 --interval 50ms')
  await until(() => text.output.stderr.includes('qa2: build'))
  text.interrupt()
  expect(await text.ended).toEqual({ status: 130, signal: null })
  expect(text.output.stderr).toMatch(/Error: Stopped watching; .*\nHint: Run the same command again/)
  expect(await labelsOf(sandbox, 2)).toEqual(['deploy/qa2'])
})

test('an interruption while writing finishes the current step and starts no other', async () => {
  const sandbox = await sandboxForTest()
  const held = await openPull(sandbox, 'feature/search')
  await openPull(sandbox, 'feature/login')
  const path = `/repos/acme/widgets/issues/${held}`
  await sandbox.api('dev', 'POST', `${path}/labels`, { labels: ['deploy/qa2'] })
  await faultsOf(sandbox).delay(1000, { match: { path: `${path}/comments`, method: 'POST' } })
  const move = started(sandbox, 'qa deploy 2 --take --yes --json')
  await until(async () => (await sandbox.faults()).some(({ hits }) => hits > 0))
  move.interrupt()
  expect(await move.ended).toEqual({ status: 130, signal: null })
  expect(JSON.parse(move.output.stdout)).toMatchObject({
    error: {
      code: 'cancelled',
      message: `Cancelled before this step: Remove the label deploy/qa2 from #${held}.`,
      hint: 'Run the same command again to continue.',
    },
    steps: [{ status: 'done' }, { status: 'not-run' }, { status: 'not-run' }],
  })
  expect(await labelsOf(sandbox, held)).toEqual(['deploy/qa2'])
})

test('a second interruption ends the command at once', async () => {
  const sandbox = await startWithPull('sleep 20')
  const rel = started(sandbox, 'qa deploy 2 --interval 50ms')
  await until(() => rel.output.stderr.includes('qa2: build'))
  await faultsOf(sandbox).delay(60_000, { match: { path: '/repos/*/jobs' } })
  await until(async () => (await sandbox.faults()).some(({ hits }) => hits > 0))
  // On a busy machine two signals in quick succession may be merged into one.
  let hasEnded = false
  void rel.ended.then(() => (hasEnded = true))
  await until(() => hasEnded || !rel.interrupt())
  expect(await rel.ended).toEqual({ status: null, signal: 'SIGINT' })
})
