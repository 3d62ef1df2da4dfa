import { afterAll, beforeAll, expect, test } from 'vitest'
import { stamp } from '../../src/workflows/stamp.js'
import { gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel } from '../support/transcript.js'

const older = stamp('on: push\n', '0.1.0')
const newer = stamp('on: [push, pull_request]\n', '0.2.0')

/** 1.4.0 has one file of an older pack, and one that was changed by hand; main has the current pack with one more file. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  const write = (file: string, content: string) =>
    mergedPull(sandbox, `pack/${file.replaceAll(/\W/g, '-')}-${content.length}`, {
      file: `.github/${file}`,
      content,
    })
  await write('workflows/sweep.yml', older.trimEnd())
  await write('workflows/environments.yml', `${older}# by hand`)
  await release(sandbox, '1.4.0')
  await write('workflows/sweep.yml', newer.trimEnd())
  await write('workflows/environments.yml', newer.trimEnd())
  await write('workflows/hotfix-release.yml', newer.trimEnd())
  await write('workflows/own.yml', 'on: workflow_dispatch')
  await mergedPull(sandbox, 'feature/fix', { file: 'fix.txt' })
  for (const content of ['first', 'second'])
    await mergedPull(sandbox, `feature/${content}`, { file: 'README.md', content })
})
afterAll(() => sandbox.stop())

const changedBy = async (branch: string): Promise<string> => {
  await gitAt(sandbox, 'fetch', '--quiet')
  return gitAt(sandbox, 'log', '--reverse', '--name-status', '--format=%s', `1.4.0..origin/${branch}`)
}

test('updates the pack of an older line in a first commit, and keeps changed files', async () => {
  const dry = await relJson(sandbox, 'hotfix start login --pick 7 --dry-run')
  const { stdout, stderr, exitCode } = await runRel(sandbox, 'hotfix start login --pick 7')
  expect(exitCode, stderr).toBe(0)
  expect(stdout).toContain(dry.json['steps'][1].summary)
  expect(stderr).toContain(
    'release/1.4.0 has an older workflow pack; a separate commit updates 2 files from main (rel 0.2.0).',
  )
  expect(stderr).toContain(
    '.github/workflows/environments.yml was changed on release/1.4.0 and is not updated.',
  )
  expect(await changedBy('hotfix/login')).toBe(
    [
      'Bring the workflow pack up to rel 0.2.0',
      '',
      'A\t.github/workflows/hotfix-release.yml',
      'M\t.github/workflows/sweep.yml',
      'Write fix.txt (#7)',
      '',
      'A\tfix.txt',
    ].join('\n'),
  )
  expect((await relJson(sandbox, 'hotfix start login --pick 7')).json).toMatchObject({
    outcome: 'nothing-to-do',
  })
  // The commit that updates the pack is not a commit of main, and its reintegration changes nothing there.
  expect((await runRel(sandbox, 'hotfix start login')).exitCode).toBe(0)
})

const older14 =
  'release/1.4.0 has an older workflow pack; a separate commit updates 2 files from main (rel 0.2.0)'
const timesIn = (text: string, words: string): number => text.split(words).length - 1

test.each([
  ['with picks', '--pick 7', 0],
  ['without', '', 0],
  ['with a pick that conflicts', '--pick 9', 3],
])('warns of an older pack once in a run, %s, and in --json', async (_name, picks, exitCode) => {
  for (const [manner, flags] of [
    ['dry', '--dry-run'],
    ['real', ''],
  ]) {
    const name = `said-${manner}-${picks.replaceAll(/\W/g, '')}`
    const run = await runRel(sandbox, `hotfix start ${name} ${picks} ${flags}`)
    expect([run.exitCode, timesIn(run.stderr, older14), timesIn(run.stdout, older14)]).toEqual([
      exitCode,
      1,
      0,
    ])
    const result = await relJson(sandbox, `hotfix start ${name}-json ${picks} ${flags}`)
    expect([result.exitCode, timesIn(result.stderr, older14)]).toEqual([exitCode, 0])
    expect(result.json['warnings'].filter((text: string) => text.startsWith(older14))).toHaveLength(1)
  }
  // Done already, or a cherry-pick is in progress: there is nothing to update.
  const again = await runRel(sandbox, `hotfix start said-real-${picks.replaceAll(/\W/g, '')} ${picks}`)
  expect(timesIn(again.stderr, older14)).toBe(0)
})

test('leaves out the pack with --keep-pack', async () => {
  await runRel(sandbox, 'hotfix start kept --pick 7 --keep-pack')
  expect(await changedBy('hotfix/kept')).toBe('Write fix.txt (#7)\n\nA\tfix.txt')
})

test('opens a pull request for the pack alone, which needs no reintegration', async () => {
  const { json } = await relJson(sandbox, 'hotfix start pack')
  expect(json).toMatchObject({
    steps: [
      { kind: 'push-commit' },
      { kind: 'open-pull-request', title: 'Bring the workflow pack up to rel 0.2.0' },
    ],
  })
  await mergePull(sandbox, json['result'].pr.number, 'squash')
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toMatchObject({
    commits: [{ version: null, on: 'patch' }],
    missing: 0,
  })
  expect((await relJson(sandbox, 'hotfix start after')).json['steps']).toMatchObject([
    { kind: 'create-branch' },
  ])
})

test.each(['start login', 'list', 'status', 'reintegrate'])(
  'refuses hotfix %s without a clone',
  async (line) => {
    const elsewhere = {
      cwd: sandbox.home,
      env: { GH_TOKEN: sandbox.token('dev'), GITHUB_API_URL: sandbox.apiUrl },
    }
    expect(await relJson(sandbox, `hotfix ${line} -R acme/widgets`, elsewhere)).toMatchObject({
      exitCode: 2,
      json: {
        error: { code: 'usage', message: expect.stringMatching(/^Not a clone of acme\/widgets/) },
      },
    })
  },
)
