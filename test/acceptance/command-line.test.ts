import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { unknownCommand } from '../../src/unknown-command.js'
import { bareEnvironment, binary } from '../support/run.js'
import { index } from '../support/static-help.js'

const root = resolve(import.meta.dirname, '../..')
const rel = (...words: string[]) =>
  execa(process.execPath, [binary, ...words], {
    cwd: '/',
    env: { ...bareEnvironment('/nonexistent'), NO_COLOR: '1' },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })

test('--version without oclif prints the same as `rel version`', async () => {
  const [fast, own] = [await rel('--version'), await rel('version')]
  expect(fast).toMatchObject({ exitCode: 0, stdout: own.stdout, stderr: '' })
})

test('version --json prints the report of every command', async () => {
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
  { words: ['help', 'qa', 'list'], exitCode: 0, stdout: /List QA slots/ },
  { words: ['config', 'schema'], exitCode: 0, stdout: /"environments"/ },
])('rel $words', async ({ words, exitCode, stdout }) => {
  const ran = await rel(...words)
  expect(ran.exitCode).toBe(exitCode)
  expect(ran.stdout).toMatch(stdout)
  expect(ran.stderr).toBe('')
})

test('an unknown command or argument names the closest command; as JSON too', async () => {
  expect(await rel('prevew', 'up')).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: 'Error: Unknown command: rel prevew up\nHint: Did you mean `rel preview up`?',
  })
  expect((await rel('preview', 'up', '3')).stderr).toBe(
    'Error: Unexpected argument "3"\nHint: Did you mean `rel preview up --pr 3`?',
  )
  expect((await rel('qa', 'list', 'now', '--json')).exitCode).toBe(2)
  expect((await rel('qa', 'list', 'now')).stderr).toBe(
    'Error: Unexpected argument "now"\nHint: `rel qa list` takes no arguments. Run `rel qa list --help` for its flags.',
  )
  // `sandbox fault` is a command and a topic.
  expect((await rel('sandbox', 'fault', 'list', 'now')).stderr).toBe(
    'Error: Unexpected argument "now"\nHint: `rel sandbox fault list` takes no arguments. Run `rel sandbox fault list --help` for its flags.',
  )
  const { stdout, stderr, exitCode } = await rel('zzz', '--json')
  expect({ stderr, exitCode, json: JSON.parse(stdout) }).toEqual({
    stderr: '',
    exitCode: 2,
    json: {
      command: 'zzz',
      error: {
        code: 'usage',
        message: 'Unknown command: rel zzz',
        hint: 'Run `rel --help` for all commands.',
      },
    },
  })
})

test.each([
  [['nonsense', '--help'], 'nonsense', 'Run `rel --help` for all commands.'],
  [['help', 'qa', 'lst'], 'qa lst', 'Did you mean `rel qa list`?'],
  [['qa', 'lst', '--help'], 'qa lst', 'Did you mean `rel qa list`?'],
])('rel %j: help for an unknown command is an error', async (words, name, hint) => {
  expect(await rel(...words)).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: `Error: Unknown command: rel ${name}\nHint: ${hint}`,
  })
})

test('the commands for workflows are not listed; their help names docs/ci.md', async () => {
  expect((await rel('--help')).stdout).not.toMatch(/^ +ci /m)
  expect(await rel('ci', '--help')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('docs/ci.md'),
  })
})

test('config schema prints the schema file of the repository', async () => {
  const { stdout } = await rel('config', 'schema', '--json')
  expect(JSON.parse(stdout).result).toEqual(
    JSON.parse(await readFile(resolve(root, 'src/config/rel.schema.json'), 'utf8')),
  )
})

test.each([
  [['qa', 'deploy', 'two'], 'Invalid number "two"'],
  [['qa', 'deploy', '0'], 'Invalid number "0"; use 1 or more'],
  [['qa', 'deploy', '--pr', 'x'], '--pr: Invalid number "x"'],
  [['qa', 'deploy', '--pr'], 'Missing value of --pr'],
  [['qa', 'deploy', '--any', '--take'], '--any and --take cannot be combined'],
  [['qa', 'deploy', '--cwd', '/nowhere'], '--cwd: No such folder: /nowhere'],
  [['preview', 'up', '--timeout', '5'], '--timeout: Invalid duration "5"; use for example 90s, 30m or 2h'],
  [['preview', 'up', '--no-such'], 'Unknown flag: --no-such'],
  [['env', 'redeploy'], 'Missing required argument ENVIRONMENT'],
  [['release', 'list', '--limit', '500'], '--limit: Invalid number "500"; use 100 or less'],
  [
    ['release', 'approve', '--force', 'x'],
    'Invalid value "x" of --force; use one of: freeze, missing-hotfixes',
  ],
  [['hotfix', 'start', '--continue', '--abort'], '--abort and --continue cannot be combined'],
  [['init', '--gates', 'x'], 'Invalid value "x" of --gates; use one of: reviewers, dispatch'],
  [['sandbox', 'fault', 'x'], expect.stringMatching(/^Invalid argument "x"; use one of: status, delay/)],
  [['sandbox', 'seed'], 'Missing required flag --prefix; Missing required flag --repositories'],
])('rel %j is a usage error: %s', async (words, message) => {
  const { stdout, exitCode } = await rel(...words, '--json')
  const command = words.slice(0, words[1] === undefined || words[1].startsWith('-') ? 1 : 2).join(' ')
  const hint = `Run \`rel ${command} --help\` for its arguments and flags.`
  expect({ exitCode, error: JSON.parse(stdout).error }).toEqual({
    exitCode: 2,
    error: { code: 'usage', message, hint },
  })
})

test.each([
  [['1', '2'], 'Unexpected argument "2"'],
  [['1', '2', '3'], 'Unexpected arguments "2", "3"'],
])('rel qa deploy %j: says which arguments it takes', async (words, message) => {
  const { stdout } = await rel('qa', 'deploy', ...words, '--json')
  expect(JSON.parse(stdout).error).toEqual({
    code: 'usage',
    message,
    hint: '`rel qa deploy` takes only the argument SLOT. Run `rel qa deploy --help` for its arguments and flags.',
  })
})

test.each([
  // Typos
  ['prevew up', 'Did you mean `rel preview up`?'],
  ['qa deplyo 2', 'Did you mean `rel qa deploy`?'],
  ['releas pubilsh', 'Did you mean `rel release publish`?'],
  ['sandbox falt list', 'Did you mean `rel sandbox fault list`?'],
  ['statsu', 'Did you mean `rel status`?'],
  // A command that removes or undoes something, only for one typo in its own name
  ['preview dwon', 'Did you mean `rel preview down`?'],
  ['prevew down', 'Did you mean `rel preview down`?'],
  ['qa undeply', 'Did you mean `rel qa undeploy`?'],
  ['release reect', 'Did you mean `rel release reject`?'],
  ['release rolback', 'Did you mean `rel release rollback`?'],
  ['sandbox rest', 'Did you mean `rel sandbox reset`?'],
  ['sandbox stopp', 'Did you mean `rel sandbox stop`?'],
  ['preview open', 'Run `rel preview --help` for its commands.'],
  ['preview done', 'Run `rel preview --help` for its commands.'],
  ['qa redeploy', 'Did you mean `rel qa deploy`?'],
  ['hotfix redeploy', 'Did you mean `rel hotfix deploy`?'],
  ['env undeploy', 'Run `rel env --help` for its commands.'],
  ['release protect', 'Run `rel release --help` for its commands.'],
  ['release project', 'Run `rel release --help` for its commands.'],
  ['sandbox set', 'Run `rel sandbox --help` for its commands.'],
  ['sandbox restart', 'Did you mean `rel sandbox start`?'],
  ['sandbox stat', 'Did you mean `rel sandbox start`?'],
  ['sandbox shop', 'Did you mean `rel sandbox stop`?'],
  // Topics
  ['prevew', 'Run `rel preview --help` for its commands.'],
  ['relase 1.4.0', 'Run `rel release --help` for its commands.'],
  // Hidden commands and aliases are not suggested
  ['ci plann', 'Run `rel --help` for all commands.'],
  ['qa dwn', 'Run `rel qa --help` for its commands.'],
  ['down', 'Run `rel --help` for all commands.'],
])('the hint for the unknown command `rel %s`: %s', (line, hint) =>
  expect(unknownCommand(line.replaceAll(' ', ':'), index.commands).hint).toBe(hint),
)
