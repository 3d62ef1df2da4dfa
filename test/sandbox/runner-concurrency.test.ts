import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

/** A job that runs until the test ends it. */
const waits = (group: string, flag: string, concurrency = `{group: ${group}}`): string => `on: push
concurrency: ${concurrency}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: until test -e '${join(stage.sandbox.home, flag)}'; do sleep 0.02; done
`
const open = (flag: string) =>
  stage.push(`flag-${flag}`, {}).then(async () => {
    const { writeFile } = await import('node:fs/promises')
    await writeFile(join(stage.sandbox.home, flag), '')
  })
const start = (branch: string, workflow: string) =>
  stage.push(branch, { '.github/workflows/play.yml': workflow })
const runOf = async (sha: string) => (await stage.runs(`head_sha=${sha}`))[0]
const until = async (sha: string, status: string): Promise<void> => {
  while ((await runOf(sha))?.status !== status) await sleep(20)
}

rule(
  'one run is in progress, one waits, and a third replaces the waiting one',
  pages.concurrency,
  async () => {
    const first = await start('one-1', waits('one', 'one'))
    await until(first, 'in_progress')
    const second = await start('one-2', waits('one', 'one'))
    await until(second, 'pending')
    const third = await start('one-3', waits('one', 'one'))
    await until(second, 'completed')
    await open('one')
    await stage.idle()
    const ends = await Promise.all([first, second, third].map(runOf))
    expect(ends.map(({ conclusion }) => conclusion)).toEqual(['success', 'cancelled', 'success'])
  },
)

rule('cancel-in-progress ends the run in progress with its processes', pages.concurrency, async () => {
  const group = '{group: two, cancel-in-progress: true}'
  const first = await start('two-1', waits('two', 'never', group))
  await until(first, 'in_progress')
  const second = await start('two-2', waits('two', 'two', group))
  await until(first, 'completed')
  await open('two')
  await stage.idle()
  expect([(await runOf(first)).conclusion, (await runOf(second)).conclusion]).toEqual([
    'cancelled',
    'success',
  ])
  expect(existsSync(join(stage.sandbox.home, 'never'))).toBe(false)
})

rule('queue: max runs all of them in order', `${pages.syntax}#concurrency`, async () => {
  const group = '{group: three, queue: max}'
  const all: string[] = []
  for (const at of [1, 2, 3]) {
    const sha = await start(`three-${at}`, waits('three', 'three', group))
    await until(sha, at === 1 ? 'in_progress' : 'pending')
    all.push(sha)
  }
  await open('three')
  await stage.idle()
  expect((await Promise.all(all.map(runOf))).map(({ conclusion }) => conclusion)).toEqual([
    'success',
    'success',
    'success',
  ])
})

rule('jobs and workflows share concurrency groups', pages.concurrency, async () => {
  const job = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    concurrency: four
    steps:
      - run: echo turn
`
  const first = await start('four-1', waits('four', 'four'))
  await until(first, 'in_progress')
  const second = await start('four-2', job)
  await until(second, 'pending')
  await open('four')
  await stage.idle()
  expect((await runOf(second)).conclusion).toBe('success')
})

rule('cancelling a run ends its steps except those with always() or cancelled()', pages.cancel, async () => {
  const sha = await start(
    'cancel',
    `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: exec sleep 100
      - if: cancelled()
        run: echo cleaning \${{ job.status }}
      - run: echo never
  b:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - run: echo never
`,
  )
  await until(sha, 'in_progress')
  while ((await stage.see(await runOf(sha))).jobs[0]?.steps[1]?.status !== 'in_progress') await sleep(20)
  await stage.api('dev', 'POST', `/actions/runs/${(await runOf(sha)).id}/cancel`)
  await stage.idle()
  const seen = await stage.see(await runOf(sha))
  expect([seen.run.conclusion, seen.conclusions['a']]).toEqual(['cancelled', 'cancelled'])
  expect(await seen.log('a')).toContain('cleaning cancelled')
  expect(seen.steps('a')).toEqual([
    'Set up job: success',
    'Run exec sleep 100: cancelled',
    'Run echo cleaning cancelled: success',
    'Run echo never: skipped',
    'Complete job: success',
  ])
})
