import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isGhInstalled, plainHttp, runGh } from '../support/gh.js'
import { openStage, type Seen, type Stage } from './runner/stage.js'

const workflow = (steps: string): string =>
  `name: Play\non: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`
const uploading =
  workflow(`      - {name: Compile, run: "mkdir -p out/deep; echo one > out/1.txt; echo two | tee out/deep/2.txt"}
      - {uses: actions/upload-artifact@v4, with: {name: built, path: out}}
`)

let stage: Stage
let played: Seen
beforeAll(async () => {
  stage = await openStage()
  played = await stage.play('uploads', uploading)
})
afterAll(async () => {
  const deviations = await stage.sandbox.deviations()
  await stage.stop()
  expect(deviations).toEqual([])
})

describe.runIf(isGhInstalled)('the GitHub CLI reads runs', () => {
  const gh = (...args: string[]) =>
    runGh(stage.sandbox, stage.sandbox.home, plainHttp(stage.sandbox), [
      ...args,
      '--repo',
      'github.localhost/acme/widgets',
    ])

  test('gh run view shows the jobs and artifacts of a run', async () => {
    const ended = await gh('run', 'view', String(played.run.id))
    expect([ended.status, ended.error]).toEqual([0, ''])
    expect(ended.out).toMatch(/✓ build in \d+s/)
    expect(ended.out).toMatch(/^ARTIFACTS\nbuilt$/m)
  })

  test('gh run view --log shows the logs of the steps', async () => {
    const ended = await gh('run', 'view', String(played.run.id), '--log')
    expect([ended.status, ended.error]).toEqual([0, ''])
    expect(ended.out).toMatch(/^build\tCompile\t\S+Z two$/m)
  })

  test('gh run download downloads an artifact', async () => {
    const folder = join(stage.sandbox.home, 'downloaded')
    mkdirSync(folder)
    const ended = await gh('run', 'download', String(played.run.id), '--dir', folder)
    expect([ended.status, ended.error]).toEqual([0, ''])
    const read = (path: string): string => readFileSync(join(folder, 'built', path), 'utf8')
    expect([read('1.txt'), read('deep/2.txt')]).toEqual(['one\n', 'two\n'])
  })

  test('gh run view shows the annotations of a failed run', async () => {
    const { run } = await stage.play('fails', workflow('      - run: exit 3\n'))
    const ended = await gh('run', 'view', String(run.id))
    expect([ended.status, ended.error]).toEqual([0, ''])
    expect(ended.out).toMatch(/^X Process completed with exit code 3\.\nbuild: \.github#\d+$/m)
  })

  test('gh run view and gh run download of a run without artifacts', async () => {
    const { run } = await stage.play('uploads-nothing', workflow('      - run: echo done\n'))
    const ended = await gh('run', 'view', String(run.id))
    expect([ended.status, ended.error]).toEqual([0, ''])
    expect(ended.out).not.toContain('ARTIFACTS')
    const download = await gh('run', 'download', String(run.id))
    expect([download.status, download.error]).toEqual([
      1,
      expect.stringContaining('no valid artifacts found'),
    ])
  })
})
