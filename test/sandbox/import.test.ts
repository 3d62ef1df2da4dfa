import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rel } from '../support/run.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'

let sandbox: Sandbox
let app: string
let greet: string
beforeAll(async () => {
  sandbox = await startSandbox({ runner: true })
  app = await repositoryAt('app', 'trunk', example)
  greet = await repositoryAt('greet', 'main', { 'action.yml': composite('echo hello') })
  await git(greet, 'tag', 'v1')
  await git(app, 'branch', 'feature/one')
})
afterAll(() => sandbox?.stop())

const composite = (script: string): string =>
  `name: An action\nruns:\n  using: composite\n  steps:\n    - run: ${script}\n      shell: bash\n`
const example = {
  '.github/workflows/ci.yml': `name: CI
on:
  push: {branches: [trunk]}
jobs:
  unit:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, 22]
    steps:
      - uses: actions/checkout@v4
      - uses: ./.github/actions/prepare
      - uses: tools/greet@v1
      - name: Set up Node
        uses: actions/setup-node@v4
        with: {node-version: '\${{ matrix.node }}'}
      - run: echo "node \${{ matrix.node }}"
  integration:
    runs-on: ubuntu-latest
    services:
      database: {image: 'postgres:16'}
    steps:
      - run: echo database
  package:
    needs: unit
    uses: ./.github/workflows/package.yml
`,
  '.github/workflows/package.yml':
    'name: Package\non: workflow_call\njobs:\n  pack:\n    runs-on: windows-latest\n    steps:\n      - run: echo pack\n',
  '.github/actions/prepare/action.yml': composite('echo prepare'),
}

async function git(cwd: string, ...words: string[]): Promise<string> {
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com']
  const { status, out, error } = await sandbox.git(cwd, ...who, ...words)
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${error}`)
  return out.trim()
}
async function commitTo(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await git(folder, 'add', '--all')
  await git(folder, 'commit', '--quiet', '--message', 'Change')
  return git(folder, 'rev-parse', 'HEAD')
}
async function repositoryAt(
  name: string,
  branch: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = join(sandbox.home, 'mine', name)
  await mkdir(folder, { recursive: true })
  await git(folder, 'init', '--quiet', '--initial-branch', branch)
  await commitTo(folder, files)
  return folder
}

const bring = async (...words: string[]) => {
  const { status, out } = await rel(
    sandbox.home,
    'sandbox',
    'import',
    '--dir',
    sandbox.dir,
    '--json',
    '--yes',
    ...words,
  )
  return { status, ...(JSON.parse(out) as Json) }
}
const refOf = async (ref: string): Promise<string> =>
  (await sandbox.api('olga', 'GET', `/repos/acme/app/git/ref/${ref}`)).body.object?.sha
const runs = async (): Promise<readonly Json[]> =>
  (await sandbox.api('olga', 'GET', '/repos/acme/app/actions/runs')).body.workflow_runs
/** A hash of all files below a folder and their modification times. */
const imprint = (folder: string): string => {
  const hash = createHash('sha256')
  for (const path of (readdirSync(folder, { recursive: true }) as string[]).toSorted()) {
    const { mtimeMs } = statSync(join(folder, path))
    hash.update(`${path} ${mtimeMs} `)
    if (statSync(join(folder, path)).isFile()) hash.update(readFileSync(join(folder, path)))
  }
  return hash.digest('hex')
}

test('lists problems without changing the repository or starting a run', async () => {
  await writeFile(join(app, 'draft.txt'), 'not committed')
  const before = imprint(app)
  const { status, outcome, result } = await bring(app)
  expect([status, outcome]).toEqual([0, 'done'])
  expect(imprint(app)).toBe(before)
  expect(result).toMatchObject({ repository: 'acme/app', defaultBranch: 'trunk', uncommitted: 1, left: [] })
  expect(result.created).toEqual(['refs/heads/feature/one', 'refs/heads/trunk'])
  const [ci, called] = result.workflows
  expect(ci.problems).toEqual([
    `.github/workflows/ci.yml:13:15: step 'Run tools/greet@v1' uses 'tools/greet@v1', which is not in the sandbox. Add the repository (rel sandbox import PATH --as tools/greet) or declare a stand-in under sandbox.standins["tools/greet"] in .github/rel.yml.`,
    `.github/workflows/ci.yml:15:15: step 'Set up Node' uses 'actions/setup-node@v4', which is not in the sandbox. Add the repository (rel sandbox import PATH --as actions/setup-node) or declare a stand-in under sandbox.standins["actions/setup-node"] in .github/rel.yml.`,
    ".github/workflows/ci.yml:20:5: 'services' is not supported by the sandbox: it runs jobs on this machine, without containers. Remove the job to run the workflow here.",
    expect.stringMatching(
      /^\.github\/workflows\/package\.yml:5:14: 'windows-latest' is another operating system; .* Remove the matrix value/,
    ),
  ])
  expect(ci.standins).toEqual(['.github/workflows/ci.yml:11:15: unit: actions/checkout@v4 -> built in'])
  expect(ci.real).toContain(
    '.github/workflows/ci.yml:12:15: unit: ./.github/actions/prepare -> this repository',
  )
  expect(called.problems).toEqual(ci.problems.slice(-1))
  expect(await runs()).toEqual([])
  expect(await git(sandbox.clone('app'), 'branch', '--list')).toBe('* trunk')
})

test('runs once its actions are imported, stand-ins are declared and the service is removed', async () => {
  const fixed = example['.github/workflows/ci.yml'].replace(/ {4}services:\n.*\n/, '')
  await commitTo(app, {
    '.github/workflows/ci.yml': fixed,
    '.github/workflows/package.yml': example['.github/workflows/package.yml'].replace('windows', 'ubuntu'),
    '.github/rel.yml': 'sandbox: {standins: {actions/setup-node: .github/standins/node}}\n',
    '.github/standins/node/action.yml': composite('echo "a node"'),
  })
  const commit = await git(app, 'rev-parse', 'HEAD')
  const { result } = await bring(app, '--action', `tools/greet=${greet}`)
  expect([result.created, result.updated]).toEqual([[], ['refs/heads/trunk']])
  expect(result.actions.map(({ repository, isNew }: Json) => [repository, isNew])).toEqual([
    ['tools/greet', true],
  ])
  expect(result.workflows.flatMap(({ problems }: Json) => problems)).toEqual([])
  expect(result.workflows[0].standins).toContain(
    '.github/workflows/ci.yml:15:15: unit: actions/setup-node@v4 -> stand-in (.github/standins/node)',
  )
  await sandbox.control('GET', 'idle?timeout=60')
  expect((await runs()).map(({ name, head_sha: sha, conclusion }) => [name, sha, conclusion])).toEqual([
    ['CI', commit, 'success'],
  ])

  expect((await bring(app)).outcome).toBe('nothing-to-do')
}, 60_000)

test('a second import fast-forwards refs, and keeps diverged and sandbox-only ones', async () => {
  const clone = sandbox.clone('app')
  await git(clone, 'fetch', '--quiet')
  await git(clone, 'switch', '--quiet', '--create', 'only/here', 'origin/feature/one')
  await git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Only here')
  await git(clone, 'push', '--quiet', 'origin', 'only/here', 'HEAD:feature/one')
  const here = await git(clone, 'rev-parse', 'HEAD')
  await git(app, 'switch', '--quiet', 'feature/one')
  await commitTo(app, { 'one.txt': 'another way' })
  await git(app, 'tag', 'v1.0.0')
  const { result } = await bring(app)
  expect([result.created, result.updated, result.left]).toEqual([
    ['refs/tags/v1.0.0'],
    [],
    ['refs/heads/feature/one'],
  ])
  expect(await refOf('heads/only/here')).toBe(here)
  expect(await refOf('heads/feature/one')).toBe(here)
})

test.each([
  [['/nowhere'], 'No such folder: /nowhere'],
  [['.'], 'Not a git repository: '],
  [['mine/app', '--as', 'app'], 'Invalid repository "app"; use OWNER/NAME'],
  [['mine/app', '--action', 'tools/greet'], 'Invalid action "tools/greet"; use OWNER/NAME=PATH'],
])('refuses %j', async (words, message) => {
  const { status, error } = await bring(...words)
  expect([status, error.message]).toEqual([2, expect.stringContaining(message)])
})

test('a reset removes the imported clone', async () => {
  await rel(sandbox.home, 'sandbox', 'reset', '--no-pack', '--yes', '--dir', sandbox.dir)
  expect(readdirSync(sandbox.dir).toSorted()).toEqual(['.sandbox', 'gadgets', 'widgets'])
})
