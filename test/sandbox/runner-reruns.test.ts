import { afterAll, beforeAll, expect } from 'vitest'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const job = (id: string, script: string, more = ''): string =>
  `  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - run: ${script}\n`
const fails = 'test "$GITHUB_RUN_ATTEMPT" -gt 1'
const chain = `on: push
jobs:
${job('good', 'echo "$GITHUB_ACTOR $GITHUB_TRIGGERING_ACTOR ${{ github.run_attempt }}"')}${job('bad', fails)}${job(
  'behind',
  'echo behind ${{ needs.bad.result }}',
  '    needs: [good, bad]\n    if: always()\n',
)}${job('skipped', 'echo', '    if: false\n')}`

rule('re-running failed jobs also runs their dependents and keeps the other jobs', pages.rerun, async () => {
  const first = await stage.play('again-failed', chain)
  expect(first.conclusions).toEqual({
    good: 'success',
    bad: 'failure',
    behind: 'success',
    skipped: 'skipped',
  })
  expect((await stage.api('rosa', 'POST', `/actions/runs/${first.run.id}/rerun-failed-jobs`)).status).toBe(
    201,
  )
  await stage.idle()
  const second = await stage.see(first.run)
  expect(second.jobs.map(({ name, run_attempt: attempt }) => `${name} ${attempt}`).toSorted()).toEqual([
    'bad 2',
    'behind 2',
    'good 1',
    'skipped 1',
  ])
  expect([second.run.conclusion, await second.log('behind')]).toEqual([
    'success',
    expect.stringContaining('behind success'),
  ])
})

rule('re-running all jobs keeps github.actor and sets github.triggering_actor', pages.rerun, async () => {
  const first = await stage.play('again-all', chain)
  await stage.api('rosa', 'POST', `/actions/runs/${first.run.id}/rerun`)
  await stage.idle()
  const second = await stage.see(first.run)
  expect([await first.log('good'), await second.log('good')]).toEqual([
    expect.stringContaining('dev dev 1'),
    expect.stringContaining('dev rosa 2'),
  ])
  expect([second.run.run_attempt, second.run.actor.login, second.run.triggering_actor.login]).toEqual([
    2,
    'dev',
    'rosa',
  ])
})
