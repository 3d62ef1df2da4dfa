import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isGhInstalled, plainHttp, runGh } from '../support/gh.js'
import { rel } from '../support/run.js'
import { pushBranch, startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
const run = (cwd: string, environment: Readonly<Record<string, string>>, args: readonly string[]) =>
  runGh(sandbox, cwd, environment, args)
const read = async (path: string): Promise<Json> =>
  (await sandbox.api('dev', 'GET', `/repos/acme/widgets${path}`)).body
const names = (items: readonly { readonly name: string }[]): readonly string[] =>
  items.map(({ name }) => name)

beforeAll(async () => {
  sandbox = await startSandbox()
  await pushBranch(sandbox, 'feat/a')
})
afterAll(() => stopFaithful(sandbox))

describe.runIf(isGhInstalled)('over plain HTTP through a proxy', () => {
  const gh = (...args: string[]) => run(sandbox.home, plainHttp(sandbox), args)
  const onWidgets = (...args: string[]) => gh(...args, '--repo', 'github.localhost/acme/widgets')

  /** A command, its exit status, and the state to read afterwards. */
  type Step = readonly [command: string, status: number, read: () => Promise<unknown>, expected: unknown]
  const pull = () => read('/pulls/1')
  const steps: readonly Step[] = [
    [
      'label create minor --color 00ff00',
      0,
      async () => names(await read('/labels')),
      expect.arrayContaining(['minor']),
    ],
    ['label create minor', 1, async () => (await read('/labels/minor')).color, '00ff00'],
    [
      'pr create --title Add-a --body b --head feat/a --base main --label deploy',
      0,
      async () => [(await pull()).title, names((await pull()).labels)],
      ['Add-a', ['deploy']],
    ],
    [
      'pr create --title Again --body b --head feat/a --base main',
      1,
      async () => (await read('/pulls')).length,
      1,
    ],
    ['pr edit 1 --add-label minor', 0, async () => names((await pull()).labels), ['deploy', 'minor']],
    ['pr edit 1 --remove-label deploy', 0, async () => names((await pull()).labels), ['minor']],
    ['pr edit 1 --title Add-the-a', 0, async () => (await pull()).title, 'Add-the-a'],
    ['pr comment 1 --body Nice', 0, async () => (await read('/issues/1/comments'))[0].body, 'Nice'],
    [
      'release create v0.1.0 --draft --title One --notes n --target main',
      0,
      async () => (await read('/releases')).map((release: Json) => [release.tag_name, release.draft]),
      [['v0.1.0', true]],
    ],
    ['release edit v0.1.0 --draft=false', 0, async () => (await read('/releases/tags/v0.1.0')).draft, false],
    ['pr merge 1 --merge', 0, async () => (await pull()).merged, true],
    ['pr merge 9 --merge', 1, async () => (await read('/pulls/9')).message, 'Not Found'],
  ]
  test.each(steps)('gh %s ends with %i', async (command, status, readState, expected) => {
    const ended = await onWidgets(...command.split(' '))
    expect([ended.status, ended.error]).toEqual([status, expect.any(String)])
    expect(await readState()).toEqual(expected)
  })

  const shown: readonly (readonly [command: string, out: RegExp])[] = [
    ['label list', /^deploy\t/m],
    ['pr list --state all', /^1\tAdd-the-a\tfeat\/a\tMERGED/m],
    ['pr view 1 --json number,title,state,headRefName', /"state":"MERGED"/],
    ['pr view 1', /^title:\tAdd-the-a$/m],
    ['pr status', /Created by you/],
    ['release list', /^One\tLatest\tv0\.1\.0\t/m],
    ['release view v0.1.0', /^tag:\tv0\.1\.0$/m],
    ['run list', /^$/],
    ['workflow list', /^$|\tactive\t/],
  ]
  test.each(shown)('gh %s prints the expected output', async (command, out) => {
    const ended = await onWidgets(...command.split(' '))
    expect([ended.status, ended.out], ended.error).toEqual([0, expect.stringMatching(out)])
  })

  test('gh api sends REST and GraphQL requests and reports errors', async () => {
    expect((await gh('api', '/user', '--jq', '.login')).out).toBe('dev\n')
    expect((await gh('api', 'repos/acme/widgets/environments', '--jq', '.total_count')).status).toBe(0)
    expect((await gh('api', 'graphql', '-f', 'query={viewer{login}}')).out).toContain('"login":"dev"')
    const missing = await gh('api', 'repos/acme/none')
    expect([missing.status, missing.error]).toEqual([1, expect.stringContaining('Not Found (HTTP 404)')])
    const forbidden = await gh('api', '-X', 'PATCH', 'repos/acme/widgets', '-f', 'description=x')
    expect([forbidden.status, forbidden.error]).toEqual([
      1,
      expect.stringContaining('Must have admin rights'),
    ])
  })

  test('gh auth status shows the user of the token', async () => {
    const ended = await gh('auth', 'status', '--hostname', 'github.localhost')
    expect([ended.status, ended.error]).toEqual([
      0,
      expect.stringContaining('Logged in to github.localhost as dev'),
    ])
  })
})

describe.runIf(isGhInstalled)('over TLS with the variables of `rel sandbox env`', () => {
  let environment: Record<string, string>
  beforeAll(async () => {
    const { out } = await rel(sandbox.home, 'sandbox', 'env', '--dir', sandbox.dir, '--json')
    environment = JSON.parse(out).result.variables
  })

  test('gh clones a repository, and creates pull requests from the clone', async () => {
    const clone = join(sandbox.home, 'cloned')
    const cloned = await run(sandbox.home, environment, ['repo', 'clone', 'acme/widgets', clone])
    expect([cloned.status, cloned.error]).toEqual([0, expect.any(String)])
    expect(readFileSync(join(clone, 'README.md'), 'utf8')).toMatch(/^# widgets/)
    expect((await sandbox.git(clone, 'remote', 'get-url', 'origin')).out).toBe(
      'https://sandbox.localhost/acme/widgets.git\n',
    )
    await pushBranch(sandbox, 'feat/b')
    const created = await run(clone, environment, [
      'pr',
      'create',
      '--title',
      'b',
      '--body',
      '',
      '--head',
      'feat/b',
    ])
    expect([created.status, created.out]).toEqual([
      0,
      expect.stringMatching(/^https:\/\/sandbox\.localhost\/acme\/widgets\/pull\/\d+\n$/),
    ])
    const listed = await run(clone, environment, ['pr', 'list'])
    expect(listed.out).toContain('\tfeat/b\t')
    const status = await run(clone, environment, ['auth', 'status', '--hostname', 'sandbox.localhost'])
    expect([status.status, status.error]).toEqual([
      0,
      expect.stringContaining('as dev (GH_ENTERPRISE_TOKEN)'),
    ])
  })
})
