import { execFile, spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { exists } from '../../src/sandbox/index.js'
import { readKey } from '../../src/sandbox/key.js'
import { lastServer, pathsOf } from '../../src/sandbox/paths.js'
import { bareEnvironment, binary, endOf, type Ended } from '../support/run.js'

const execute = promisify(execFile)
const nobody = 65_534
const asNobody = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', process.execPath]
/** Only root can run rel as another user, who must be able to read it. */
const canSwitch =
  process.getuid?.() === 0 && spawnSync('setpriv', [...asNobody, binary, '--version']).status === 0

/** A folder with the state of a sandbox, with these owners and modes of the folders. */
async function sandboxFolder(modes: Readonly<Record<'parent' | 'dir' | 'state', number>>, owner: number) {
  const parent = await mkdtemp(join(tmpdir(), 'rel-other-user-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true }))
  const [dir, state] = [join(parent, 'sandbox'), join(parent, 'sandbox', '.sandbox')]
  await mkdir(state, { recursive: true })
  for (const name of ['key', 'server.json', 'first']) await writeFile(join(state, name), '', { mode: 0o600 })
  await chown(state, owner, owner)
  await chmod(state, modes.state)
  await chmod(dir, modes.dir)
  await chmod(parent, modes.parent)
  return dir
}

const relAsNobody = (...args: readonly string[]) =>
  endOf(
    execute('setpriv', [...asNobody, binary, ...args], { cwd: '/', env: bareEnvironment('/nonexistent') }),
  )

const open = { parent: 0o755, dir: 0o755, state: 0o700 }
const others = [
  { name: 'whose state is closed', modes: open },
  { name: 'whose folder is closed', modes: { ...open, dir: 0o700 } },
  { name: 'whose files are closed', modes: { ...open, state: 0o755 } },
]
const commands = [
  ['stop'],
  ['env'],
  ['start', '--detach'],
  ['reset', '--yes'],
  ['clock', '--advance', '1h'],
  ['fault', 'list'],
]

const refusal = (dir: string): Ended => ({
  status: 4,
  out: '',
  error: `Error: The sandbox in ${dir} belongs to another user.\nHint: Choose another folder with --dir.\n`,
})

test.runIf(canSwitch).each(others)('a sandbox of another user $name is named', async ({ modes }) => {
  const dir = await sandboxFolder(modes, 0)
  expect(await relAsNobody('sandbox', 'status', '--dir', dir)).toEqual(refusal(dir))
})

test.runIf(canSwitch).each(commands)('`rel sandbox %s` names it', async (...command) => {
  const dir = await sandboxFolder(open, 0)
  expect(await relAsNobody('sandbox', ...command, '--dir', dir)).toEqual(refusal(dir))
})

test.runIf(canSwitch)('its error has the code `permission`', async () => {
  const dir = await sandboxFolder(open, 0)
  const { status, out } = await relAsNobody('sandbox', 'status', '--json', '--dir', dir)
  expect([status, JSON.parse(out).error.code]).toEqual([4, 'permission'])
})

test.runIf(canSwitch).each([
  { name: 'within a closed folder', modes: { ...open, parent: 0o700 }, owner: 0 },
  { name: 'of the user', modes: { ...open, state: 0 }, owner: nobody },
])('a sandbox $name that cannot be read is not reported as stopped', async ({ modes, owner }) => {
  const dir = await sandboxFolder(modes, owner)
  const { status, out, error } = await relAsNobody('sandbox', 'status', '--dir', dir)
  expect([status, out]).toEqual([1, ''])
  expect(error).toBe(
    `Error: No access to ${dir}/.sandbox/server.json.\nHint: Check who may read and write it.\n`,
  )
})

test('state that cannot be read is not taken for no state', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rel-other-user-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const paths = pathsOf(folder)
  expect([readKey(paths), lastServer(paths), exists(folder)]).toEqual([null, null, false])
  for (const path of [paths.key, paths.server, paths.initialized]) await mkdir(path, { recursive: true })
  for (const read of [() => readKey(paths), () => lastServer(paths), () => exists(folder)])
    expect(read).toThrow('EISDIR')
})
