import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { bareEnvironment, binary } from '../support/run.js'

const root = resolve(import.meta.dirname, '../..')
const rel = (...words: string[]) =>
  execa(process.execPath, [binary, ...words], {
    cwd: '/',
    env: { ...bareEnvironment('/nonexistent'), NO_COLOR: '1' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })

test('the fast path of --version says what oclif says', async () => {
  const [fast, own] = [await rel('--version'), await rel('version')]
  expect(fast).toMatchObject({ exitCode: 0, stdout: own.stdout, stderr: '' })
})

test('the version as JSON, in the same envelope as everything', async () => {
  const { version } = JSON.parse(await readFile(resolve(root, 'package.json'), 'utf8'))
  expect(JSON.parse((await rel('version', '--json')).stdout)).toEqual({
    command: 'version',
    outcome: 'done',
    steps: [],
    result: { version, platform: `${process.platform}-${process.arch}`, node: process.version },
  })
})

test.each([
  { words: ['--help'], exitCode: 0, stdout: /USAGE\n\s+\$ rel \[COMMAND\]/ },
  { words: [], exitCode: 0, stdout: /TOPICS/ },
  { words: ['preview'], exitCode: 0, stdout: /preview up/ },
  { words: ['qa', 'deploy', '--help'], exitCode: 0, stdout: /--take/ },
  { words: ['help', 'qa', 'list'], exitCode: 0, stdout: /List the QA slots/ },
  { words: ['config', 'schema'], exitCode: 0, stdout: /"environments"/ },
])('rel $words', async ({ words, exitCode, stdout }) => {
  const ran = await rel(...words)
  expect(ran.exitCode).toBe(exitCode)
  expect(ran.stdout).toMatch(stdout)
  expect(ran.stderr).toBe('')
})

test('a command that does not exist names the nearest one; as JSON too', async () => {
  expect(await rel('prevew', 'up')).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: 'Error: "prevew up" is no command of rel.\nHint: Did you mean `rel preview up`?',
  })
  expect((await rel('preview', 'up', '3')).stderr).toBe(
    'Error: `rel preview up` takes no "3".\nHint: Did you mean `rel preview up --pr 3`?',
  )
  expect((await rel('qa', 'list', 'now', '--json')).exitCode).toBe(2)
  expect((await rel('qa', 'list', 'now')).stderr).toBe(
    'Error: `rel qa list` takes no "now".\nHint: Run `rel qa list --help` for what it takes.',
  )
  // A command inside another one: sandbox fault is a command too.
  expect((await rel('sandbox', 'fault', 'list', 'now')).stderr).toBe(
    'Error: `rel sandbox fault list` takes no "now".\nHint: Run `rel sandbox fault list --help` for what it takes.',
  )
  const { stdout, stderr, exitCode } = await rel('zzz', '--json')
  expect({ stderr, exitCode, json: JSON.parse(stdout) }).toEqual({
    stderr: '',
    exitCode: 2,
    json: {
      command: 'zzz',
      error: {
        code: 'usage',
        message: '"zzz" is no command of rel.',
        hint: 'Run `rel --help` for all commands.',
      },
    },
  })
})

test.each([
  [['nonsense', '--help'], 'nonsense', 'Run `rel --help` for all commands.'],
  [['help', 'qa', 'lst'], 'qa lst', 'Did you mean `rel qa list`?'],
  [['qa', 'lst', '--help'], 'qa lst', 'Did you mean `rel qa list`?'],
])('rel %j: help of what does not exist', async (words, name, hint) => {
  expect(await rel(...words)).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: `Error: "${name}" is no command of rel.\nHint: ${hint}`,
  })
})

test('what the pack calls is not listed, and says where it is written down', async () => {
  expect((await rel('--help')).stdout).not.toMatch(/^ +ci /m)
  expect(await rel('ci', '--help')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('docs/ci.md'),
  })
})

test('the schema that editors get is the one in the repository', async () => {
  const { stdout } = await rel('config', 'schema', '--json')
  expect(JSON.parse(stdout).result).toEqual(
    JSON.parse(await readFile(resolve(root, 'src/config/rel.schema.json'), 'utf8')),
  )
})
