import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { overridableChecks, type OverridableCheck } from '../../src/domain/plan/check.js'
import { typedCommand, unknownCommand } from '../../src/unknown-command.js'
import { index, oclifAnswers, onWidth, root, runIn, staticAnswer } from '../support/static-help.js'
import { hasTerminal } from '../support/terminal.js'

const named = [...index.commands.map(({ id }) => id), ...index.topics].filter((id) => id !== 'help')

test.each([true, false])(
  'every static help text equals the one of oclif; coloured: %s',
  async (isColoured) => {
    const lines = [[], ...named.map((id) => [...id.split(':'), '--help'])]
    const answers = await oclifAnswers(lines, isColoured)
    for (const [at, words] of lines.entries())
      expect(staticAnswer(words, isColoured), words.join(' ')).toEqual({
        status: 0,
        text: answers[at]!.printed,
      })
    expect(lines.length).toBeGreaterThan(60)
  },
)

const helpOf = (id: string): string => staticAnswer([...id.split(':').filter(Boolean), '--help'], false).text
const own = named.filter((id) => !id.startsWith('autocomplete'))

test.each(own)('rel %s --help breaks no command across lines, and fits in 80 columns', (id) => {
  const lines = helpOf(id).split('\n')
  expect(lines.filter((line) => line.split('`').length % 2 === 0)).toEqual([])
  expect(lines.filter((line) => line.length > 80)).toEqual([])
  expect(helpOf(id)).not.toMatch(/[\uE000\u00A0]/)
})

test.each(own)('rel %s --help says its summary once', (id) => {
  const [summary = ''] = helpOf(id).split('\n')
  expect(helpOf(id).split(summary)).toHaveLength(2)
})

test('the usage of a command keeps options and their values together', () => {
  const [, usage = ''] = /USAGE\n(.*?)\n\n/s.exec(helpOf('release:rollback')) ?? []
  expect(usage.split('\n').filter((line) => /(?<!\$ rel release rollback) \[[^\]]*$/.test(line))).toEqual([])
  expect(usage).toContain('[--to VERSION]')
  expect(usage).toContain('[--revert NUMBER]')
})

test.each([
  ['release:publish', Object.keys(overridableChecks)],
  ['release:approve', ['freeze', 'missing-hotfixes']],
  ['release:rollback', ['freeze']],
  ['env:redeploy', ['freeze']],
])('rel %s --help explains the checks that --force overrides', (id, checks) => {
  const [, list = ''] = /CHECK is one of:\n(.*)/s.exec(helpOf(id)) ?? []
  const lines = list
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/))
  expect(lines).toEqual(checks.map((check) => [check, overridableChecks[check as OverridableCheck]]))
})

/** Every sequence of one and two of these words, and some longer ones. */
function manyLines(): readonly (readonly string[])[] {
  const words =
    '--help help qa deploy list lst 2 sandbox fault release approve hotfix -- --json -n a=b qa:list x'.split(
      ' ',
    )
  const pairs = words.flatMap((one) => words.map((other) => [one, other]))
  let seed = 1
  const random = (): string => words[(seed = (seed * 48_271) % 2_147_483_647) % words.length]!
  const longer = Array.from({ length: 800 }, (_, at) => Array.from({ length: 3 + (at % 3) }, random))
  return [...words.map((word) => [word]), ...pairs, ...longer]
}

function textOf(
  { message, hint }: { message: string; hint?: string | null },
  words: readonly string[],
): string {
  if (!words.includes('--json')) return `Error: ${message}\nHint: ${hint}\n`
  return `${JSON.stringify({ command: typedCommand(words), error: { code: 'usage', message, hint } }, null, 2)}\n`
}

test('every static answer equals the answer of oclif', async () => {
  const lines = manyLines().filter((words) => staticAnswer(words, false).status !== null)
  const answers = await oclifAnswers(lines, false)
  for (const [at, words] of lines.entries()) {
    const { printed, error } = answers[at]!
    // main.ts replaces this error of oclif's help by the one for an unknown command.
    const [, id] = (error && /^Command (\S+) not found\.$/.exec(error.message)) ?? []
    const failure = id ? unknownCommand(id, index.commands) : error
    const text = failure ? textOf(failure, words) : printed
    expect(staticAnswer(words, false), words.join(' ')).toEqual({ status: failure ? 2 : 0, text })
  }
  expect(lines.length).toBeGreaterThan(500)
})

let alone: string
beforeAll(async () => {
  alone = await mkdtemp(join(tmpdir(), 'rel-alone-'))
  for (const path of ['bin', 'package.json', 'oclif.manifest.json', 'dist/start.cjs', 'dist/help'])
    await cp(join(root, path), join(alone, path), { recursive: true })
})
afterAll(() => rm(alone, { recursive: true, force: true }))

/** Whether rel answers when dist has only the static texts. */
async function isStatic(line: string, env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const { stdout, stderr } = await runIn(alone, line.split(' '), env)
  return !/There is no/.test(stdout + stderr)
}

test.each([
  ['', 0],
  ['--help', 0],
  ['help', 0],
  ['qa', 0],
  ['ci', 0],
  ['qa deploy --help', 0],
  ['qa deploy 2 --json --help', 0],
  ['qa up --help', 0],
  ['help qa deploy', 0],
  ['prevew up', 2],
  ['prevew up --json', 2],
  ['qa lst --help', 2],
  ['help qa lst', 2],
  ['preview up 3', 2],
])('`rel %s` is answered statically, with the output of the application', async (line, exit) => {
  const words = line.split(' ').filter(Boolean)
  const { stdout, stderr } = await runIn(root, words, { OCLIF_COLUMNS: '80' })
  expect(await runIn(alone, words)).toMatchObject({ exitCode: exit, stdout, stderr })
})

test('leaves unusual requests to oclif', async () => {
  for (const line of [
    'version',
    '-h',
    '--json --help',
    'help --help',
    'help -n',
    'help qa --json',
    'qa:list --help',
  ])
    expect(await isStatic(line), line).toBe(false)
  for (const env of [{ FORCE_COLOR: '1' }, { OCLIF_COLUMNS: '100' }, { DEBUG: '*' }, { TF_BUILD: 'True' }])
    expect(await isStatic('--help', env), JSON.stringify(env)).toBe(false)
  for (const env of [{ NO_COLOR: '1' }, { NO_COLOR: '' }, { CI: 'true' }, { COLORTERM: 'truecolor' }])
    expect(await isStatic('--help', env), JSON.stringify(env)).toBe(true)
})

test('does not print a text that is missing or outdated', async () => {
  await rm(join(alone, 'dist/help/rel/qa/list.txt'))
  expect(await isStatic('qa list --help')).toBe(false)
  const path = join(alone, 'package.json')
  const text = readFileSync(path, 'utf8')
  await writeFile(path, text.replace(/"version": "\d+/, '"version": "99'))
  expect(await isStatic('--help')).toBe(false)
  await writeFile(path, text)
  expect(await isStatic('--help')).toBe(true)
})

test('a reader that closes the pipe is not an error', async () => {
  const script = `set -o pipefail; { sleep 0.2; "${process.execPath}" "${root}/bin/run.cjs" --help; } | true`
  expect(await execa('bash', ['-c', script])).toMatchObject({ exitCode: 0, stderr: '' })
})

test.skipIf(!hasTerminal)('on a terminal: uses the colours of oclif', async () => {
  const config = await mkdtemp(join(tmpdir(), 'rel-config-'))
  onTestFinished(() => rm(config, { recursive: true, force: true }))
  await mkdir(join(config, 'rel'))
  await writeFile(join(config, 'rel/theme.json'), '{ "sectionHeader": "red" }')
  const theme = { XDG_CONFIG_HOME: config }
  const environments = [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '1' }, { CI: '1' }, { TERM: 'dumb' }, theme]
  for (const line of ['qa deploy --help', 'prevew up'])
    await Promise.all(
      environments.map(async (env) =>
        expect(await onWidth(80, line, env), `${line} ${JSON.stringify(env)}`).toBe(
          await onWidth(80, line, { ...env, OCLIF_COLUMNS: '80' }),
        ),
      ),
    )
})

test.skipIf(!hasTerminal)(
  'on a terminal: wraps at 80 columns, or at fewer on a narrow terminal',
  async () => {
    const line = 'qa deploy --help'
    const [exact, wide, narrow] = [
      await onWidth(80, line, {}),
      await onWidth(120, line, {}),
      await onWidth(60, line, {}),
    ]
    expect(exact).toContain('\u001B[1mUSAGE\u001B[22m')
    expect(wide).toBe(exact)
    expect(narrow).not.toBe(exact)
    expect(narrow).toBe(await onWidth(60, line, { OCLIF_COLUMNS: '60' }))
  },
)
