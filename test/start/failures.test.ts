import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { RelError } from '../../src/errors.js'
import { bareEnvironment, binary, endOf, relWith, type Ended } from '../support/run.js'

const execute = promisify(execFile)

async function folder(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'rel-failures-')))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Runs a line of the shell, in which `rel` is the built binary. */
async function shell(line: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const cwd = await folder()
  const script = `rel() { "${process.execPath}" "${binary}" "$@"; }\n${line}`
  return endOf(execute('sh', ['-c', script], { cwd, env: { ...bareEnvironment(cwd), ...more } }))
}

/** Runs rel with a script that Node loads before it. */
async function relAfter(script: string, ...args: readonly string[]): Promise<Ended> {
  const home = await folder()
  await writeFile(join(home, 'before.cjs'), script)
  return relWith({ NODE_OPTIONS: `--require ${join(home, 'before.cjs')}` }, home, ...args)
}

/** Copies files of the package to a folder, and runs rel there. */
async function relOf(
  files: readonly string[],
  ...args: readonly string[]
): Promise<Ended & { root: string }> {
  const [root, from] = [await folder(), dirname(dirname(binary))]
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await cp(join(from, file), join(root, file))
  }
  const options = { cwd: root, env: bareEnvironment(root) }
  return { root, ...(await endOf(execute(process.execPath, [join(root, 'bin/run.cjs'), ...args], options))) }
}

const full = '/dev/full'
const carriedOut = 'Free some space, or write it to another place. The command itself was carried out.'

test.skipIf(!existsSync(full)).each([
  { line: 'rel --version', status: 1, hint: 'Free some space.' },
  { line: 'rel --help', status: 1, hint: carriedOut },
  { line: 'rel config schema', status: 1, hint: carriedOut },
  { line: 'rel config schema --json', status: 1, hint: carriedOut },
  { line: 'rel nonsense --json', status: 2, hint: 'Free some space, or write it to another place.' },
])('`$line` on a full disk says that the output is lost', async ({ line, status, hint }) => {
  expect(await shell(`${line} >${full}`)).toEqual({
    status,
    out: '',
    error: `Error: The output could not be written: ENOSPC: no space left on device, write.\nHint: ${hint}\n`,
  })
})

test.skipIf(!existsSync(full))('the status remains where even the error cannot be written', async () => {
  expect(await shell(`rel nonsense 2>${full}`)).toEqual({ status: 2, out: '', error: '' })
  expect(await shell(`rel config schema >${full} 2>${full}`)).toEqual({ status: 1, out: '', error: '' })
})

test.each(['rel --version', 'rel --help', 'rel config schema'])(
  'a reader that closes the pipe of `%s` is no failure',
  async (line) => {
    expect(await shell(`{ sleep 0.2; ${line}; echo "status $?" >&2; } | true`)).toEqual({
      status: 0,
      out: '',
      error: 'status 0\n',
    })
  },
)

test('a closed stderr changes neither the result nor the status', async () => {
  const line = '{ { rel nonsense; echo "status $?" >&3; } 2>&1 >/dev/null | true; } 3>&1'
  expect((await shell(line)).out).toBe('status 2\n')
})

test('a closed stdin is no failure', async () => {
  expect(await shell('rel config schema <&- >/dev/null')).toEqual({ status: 0, out: '', error: '' })
})

test.each([
  { options: '', out: '' },
  { options: ' --json', error: '' },
])('a current folder that was deleted is named, with "$options"', async ({ options, ...empty }) => {
  const { status, out, error } = await shell(`mkdir gone; cd gone; rmdir ../gone; rel status${options}`)
  expect({ status, out, error: error.replace(/^WARNING.*\n/, '') }).toMatchObject({ status: 1, ...empty })
  expect(out + error).toContain('The current folder does not exist.')
  expect(out + error).toContain('Change to another folder with `cd`.')
})

test('a user without a home and without an entry in the user database can run rel', async () => {
  const script = `const os = require('node:os')
const fail = () => { throw Object.assign(new Error('A system error occurred: uv_os_homedir returned ENOENT'), { code: 'ERR_SYSTEM_ERROR' }) }
const home = os.homedir
os.homedir = () => (process.env.HOME ? home() : fail())
os.userInfo = fail
delete process.env.SHELL
delete process.env.HOME`
  expect(await relAfter(script, 'config', 'schema')).toMatchObject({ status: 0, error: '' })
})

test.each(['/nonexistent', '/proc/1/nothing', '/dev/null'])('HOME=%s is no failure', async (home) => {
  expect(await shell('rel config schema >/dev/null', { HOME: home, REL_CACHE_DIR: '' })).toEqual({
    status: 0,
    out: '',
    error: '',
  })
})

test('a package without its program says so', async () => {
  const { root, ...ended } = await relOf(['bin/run.cjs', 'package.json'], 'status')
  expect(ended).toEqual({
    status: 1,
    out: '',
    error: `Error: The installation of rel is incomplete: There is no ${root}/dist/start.cjs.\nHint: Install rel again.\n`,
  })
})

test('a package without a part of the program says so, also in JSON', async () => {
  const files = ['bin/run.cjs', 'package.json', 'dist/start.cjs']
  const { root, ...ended } = await relOf(files, 'status')
  const message = `The installation of rel is incomplete: There is no ${root}/dist/run.cjs.`
  expect(ended).toEqual({ status: 1, out: '', error: `Error: ${message}\nHint: Install rel again.\n` })
  const { status, out, error } = await relOf(files, 'status', '--json')
  expect({ status, error, code: JSON.parse(out).error.code }).toEqual({
    status: 1,
    error: '',
    code: 'failed',
  })
})

const bug = 'This is a bug in rel. Run the command again with DEBUG=* and report the output.'

test.each([
  { name: 'an exception', raise: 'throw new Error("a\\n\\u001b[31mb")', message: 'a\n[31mb' },
  { name: 'a rejection', raise: 'Promise.reject(new Error("too late"))', message: 'too late' },
  { name: 'a rejection without an error', raise: 'Promise.reject(undefined)', message: 'undefined' },
])('$name that nothing catches is one message, without a stack trace', async ({ raise, message }) => {
  const script = `setImmediate(() => { ${raise} })`
  const { status, out, error } = await relAfter(script, 'status')
  expect({ status, out }).toEqual({ status: 1, out: '' })
  expect(error).toContain(message)
  expect(error).toMatch(/^Error: .*\n(?:.*\n)?Hint: This is a bug in rel\..*\n$/)
  const json = await relAfter(script, 'status', '--json')
  expect({ ...json, out: JSON.parse(json.out).error }).toMatchObject({
    status: 1,
    error: '',
    out: { code: 'failed', hint: bug },
  })
})

test('the background process of the sandbox reports an error that nothing catches in one message', async () => {
  const home = await folder()
  await writeFile(join(home, 'before.cjs'), 'setImmediate(() => { throw new Error("too late") })')
  const program = join(dirname(dirname(binary)), 'dist/serve.cjs')
  const options = { cwd: home, env: bareEnvironment(home) }
  const args = ['--require', join(home, 'before.cjs'), program, join(home, 'sandbox')]
  expect(await endOf(execute(process.execPath, args, options))).toEqual({
    status: 1,
    out: '',
    error: `Error: too late\nHint: ${bug}\n`,
  })
})

test.each([
  [{ code: 'EMFILE', syscall: 'open', path: '/x' }, 'Too many files are open.', 'ulimit -n'],
  [{ code: 'ENFILE' }, 'Too many files are open.', 'ulimit -n'],
  [{ code: 'ENOSPC', path: '/x' }, 'No space is left on the disk for /x.', 'Free some space.'],
  [{ code: 'EDQUOT' }, 'No space is left on the disk.', 'Free some space.'],
  [{ code: 'EACCES', path: '/x' }, 'No access to /x.', 'Check who may'],
  [{ code: 'EROFS', path: '/x' }, 'No access to /x.', 'Check who may'],
  [{ code: 'ENOENT', syscall: 'uv_cwd' }, 'The current folder does not exist.', 'Change to another folder'],
  [
    { code: 'MODULE_NOT_FOUND' },
    'The installation of rel is incomplete: Cannot find it.',
    'Install rel again.',
  ],
  [{ code: 'ENOENT', path: '/x' }, 'Cannot find it', bug],
])('an error %o of the machine is explained', (fields, message, hint) => {
  const error = RelError.from(Object.assign(new Error('Cannot find it'), fields))
  expect(error).toMatchObject({ code: 'failed', message })
  expect(error.hint).toContain(hint)
})
