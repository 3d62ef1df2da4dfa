import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stamp } from '../../src/workflows/stamp.js'
import { teamOf } from '../support/pack.js'
import { rel } from '../support/run.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel } from '../support/transcript.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ runner: true })
})
afterAll(() => sandbox?.stop())

const demo = (...path: readonly string[]): string => join(sandbox.clone('widgets'), ...path)
const init = (flags: string) =>
  relJson(sandbox, `init ${flags}`, { cwd: sandbox.clone('shop'), env: { GH_TOKEN: sandbox.token('olga') } })

/** The service of the demo without files of rel: a repository with a version tag and no workflows. */
async function serviceAt(folder: string): Promise<void> {
  await cp(demo(), folder, { recursive: true, filter: (path) => !/\/(\.git|\.github)$/.test(path) })
  const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com']
  for (const words of [
    ['init', '--quiet', '--initial-branch', 'trunk'],
    ['add', '--all'],
    ['commit', '--quiet', '--message', 'Serve'],
    ['tag', 'v1.2.0'],
  ]) {
    const { status, error } = await sandbox.git(folder, ...who, ...words)
    if (status !== 0) throw new Error(error)
  }
}

/** The team's own actions, which need neither Docker nor Kubernetes: those of the demo. */
async function ownActions(): Promise<Readonly<Record<string, string>>> {
  const names = ['build', 'test', 'promote', 'deploy', 'undeploy']
  const { out } = await sandbox.git(
    demo(),
    'ls-files',
    '--',
    ...names.map((name) => `.github/actions/${name}`),
  )
  const paths = out.trim().split('\n')
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(demo(path), 'utf8')] as const)),
  )
}

test('sets up a new repository, and deploys a labelled pull request after the merge', async () => {
  const folder = join(sandbox.home, 'shop')
  await serviceAt(folder)
  expect((await rel(sandbox.home, 'sandbox', 'import', '--dir', sandbox.dir, '--yes', folder)).out).toContain(
    'There are no workflows on trunk.',
  )
  const team = teamOf(sandbox, 'shop')

  const flags =
    '--environments preview,qa1,dev,staging,production --build own --deploy own --reviewers rosa --yes'
  const first = await init(flags)
  expect([first.exitCode, first.json['outcome']]).toEqual([0, 'done'])
  const { number } = first.json['result'].pr
  await team.commit('rel/init', await ownActions(), 'origin/rel/init')
  const configuration = await team.api('olga', 'GET', '/contents/.github/rel.yml?ref=rel/init')
  expect(Buffer.from(configuration.content, 'base64').toString().split('\n').slice(2)).toEqual([
    'environments: [preview, qa1, dev, staging, production]',
    'versions: {prefix: v}',
    'image: {build: own}',
    'deploy: {with: own}',
    '',
  ])
  await team.merge(number)
  await team.idle()
  expect(await team.answers('dev')).toMatchObject({ environment: 'dev', version: 'none' })

  const commit = await team.commit('feature/cart', { 'cart.txt': 'a' }, 'origin/trunk')
  await team.open('feature/cart', ['deploy', 'deploy/qa1'], 'trunk')
  await team.idle()
  expect(await team.answers('preview/feature-cart')).toMatchObject({
    commit,
    environment: 'preview/feature-cart',
  })
  expect(await team.answers('qa1')).toMatchObject({ commit, environment: 'qa1' })

  const again = await init(flags)
  expect([again.exitCode, again.json['outcome'], again.json['steps']]).toEqual([0, 'nothing-to-do', []])
})

test('updates an older pack, and keeps a file that was edited', async () => {
  const team = teamOf(sandbox, 'shop')
  const text = async (path: string, ref: string): Promise<string> => {
    const file = await team.api('olga', 'GET', `/contents/.github/workflows/${path}?ref=${ref}`)
    return Buffer.from(file.content, 'base64').toString()
  }
  const older = async (path: string): Promise<string> => {
    const [, ...lines] = (await text(path, 'trunk')).split('\n')
    return stamp(lines.join('\n').replace(/^name: .*/m, 'name: An older one'), '0.0.9')
  }
  const edited = `${await older('sweep.yml')}# ours\n`
  await team.commit(
    'trunk',
    {
      '.github/workflows/feature-branch.yml': await older('feature-branch.yml'),
      '.github/workflows/sweep.yml': edited,
    },
    'origin/trunk',
  )
  await team.idle()
  const { json } = await init('--yes')
  const changes = json['result'].files.filter(({ action }: Json) => !['unchanged', 'kept'].includes(action))
  expect(changes).toEqual([
    {
      path: '.github/workflows/feature-branch.yml',
      action: 'updated',
      reason: 'unchanged since rel 0.0.9 wrote it',
    },
  ])
  expect(json['warnings']).toEqual([
    '.github/workflows/sweep.yml was left unchanged: it was changed by hand since rel 0.0.9 wrote it.',
  ])
  await team.merge(json['result'].pr.number)
  await team.idle()
  expect(await text('feature-branch.yml', 'trunk')).toMatch(/^name: Feature branch$/m)
  expect(await text('sweep.yml', 'trunk')).toBe(edited)
  const { stdout } = await runRel(sandbox, 'init --yes', {
    cwd: sandbox.clone('shop'),
    env: { GH_TOKEN: sandbox.token('olga') },
  })
  expect(stdout).toBe('Nothing to do: acme/shop has the workflows, labels and environments of rel 0.1.0.')
})
