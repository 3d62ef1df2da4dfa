import { afterAll, beforeAll, expect } from 'vitest'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'
import { stopFaithful, type Json } from '../support/sandbox.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stopFaithful(stage.sandbox))

const workflow = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: { from: '\${{ steps.say.outputs.attempt }}' }
    steps:
      - id: say
        run: echo "attempt=$GITHUB_RUN_ATTEMPT" >> "$GITHUB_OUTPUT"
  bad:
    runs-on: ubuntu-latest
    steps: [{ run: exit 1 }]
  deploy:
    needs: build
    strategy: { matrix: { stage: [dev, qa] } }
    runs-on: ubuntu-latest
    steps: [{ name: 'Deploy the build of attempt \${{ needs.build.outputs.from }}', run: 'true' }]
  after:
    needs: deploy
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
  unmet:
    needs: build
    if: github.run_attempt > 1
    runs-on: ubuntu-latest
    steps: [{ run: 'true' }]
`
const summary = (jobs: readonly Json[]): readonly string[] =>
  jobs.map((job) => `${job.name} ${job.run_attempt} ${job.conclusion}`).toSorted()
const jobsAt = async (path: string): Promise<readonly Json[]> =>
  (await stage.get(`/actions/runs/${path}`)).jobs

rule('a job is re-run with its dependents, on the outputs of the earlier attempt', pages.rerun, async () => {
  const first = await stage.play('one-again', workflow)
  const deploy = first.jobs.find(({ name }) => name === 'deploy (qa)')
  expect((await stage.api('rosa', 'POST', `/actions/jobs/${deploy.id}/rerun`)).status).toBe(201)
  await stage.idle()
  const { id } = first.run
  const kept = ['bad 1 failure', 'build 1 success', 'deploy (dev) 1 success', 'unmet 1 skipped']
  const second = [...kept, 'after 2 success', 'deploy (qa) 2 success'].toSorted()
  expect(summary(await jobsAt(`${id}/jobs`))).toEqual(second)
  expect(summary(await jobsAt(`${id}/jobs?filter=latest`))).toEqual(second)
  expect(summary(await jobsAt(`${id}/jobs?filter=all`))).toEqual(
    [...second, 'after 1 success', 'deploy (qa) 1 success'].toSorted(),
  )
  expect(summary(await jobsAt(`${id}/attempts/2/jobs`))).toEqual(second)
  expect(summary(await jobsAt(`${id}/attempts/1/jobs`))).toEqual(summary(first.jobs))
  const again = (await jobsAt(`${id}/jobs`)).find(({ name }) => name === 'deploy (qa)')
  expect(again.steps[1].name).toBe('Deploy the build of attempt 1')
})

rule('each attempt of a run is told apart', pages.rerun, async () => {
  const { run } = await stage.play('told-apart', workflow)
  await stage.api('rosa', 'POST', `/actions/runs/${run.id}/rerun`)
  await stage.idle()
  const attempts = await Promise.all([1, 2].map((n) => stage.get(`/actions/runs/${run.id}/attempts/${n}`)))
  expect(
    attempts.map((attempt) => [attempt.run_attempt, attempt.conclusion, attempt.triggering_actor.login]),
  ).toEqual([
    [1, 'failure', 'dev'],
    [2, 'failure', 'rosa'],
  ])
  expect(attempts.map(({ previous_attempt_url: url }) => url)).toEqual([
    null,
    expect.stringMatching(new RegExp(`/actions/runs/${run.id}/attempts/1$`)),
  ])
  expect(attempts[0].run_started_at).toBe(run.run_started_at)
  expect((await stage.api('dev', 'GET', `/actions/runs/${run.id}/attempts/3`)).status).toBe(404)
  const earlier = await stage.api('dev', 'GET', `/actions/runs/${run.id}/attempts/1/logs`)
  expect([earlier.status, String(earlier.body).startsWith('PK')]).toEqual([200, true])
})

rule('a cancelled run keeps the jobs that are not re-run', pages.rerun, async () => {
  const sha = await stage.push('cancelled', {
    '.github/workflows/play.yml': `on: push
jobs:
  slow: { runs-on: ubuntu-latest, steps: [{ run: 'test "$GITHUB_RUN_ATTEMPT" -gt 1 || sleep 600' }] }
  behind: { needs: slow, runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
  quick: { runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
  beside: { needs: [quick, slow], runs-on: ubuntu-latest, steps: [{ run: 'true' }] }
`,
  })
  const steps = async (): Promise<readonly Json[]> => {
    const [run] = await stage.runs(`head_sha=${sha}`)
    const jobs = run ? await jobsAt(`${run.id}/jobs`) : []
    return jobs.flatMap((job) => job.steps).filter(({ status }) => status === 'in_progress')
  }
  await expect.poll(steps, { timeout: 20_000 }).toMatchObject([{ name: expect.stringMatching(/^Run test/) }])
  const [run] = await stage.runs(`head_sha=${sha}`)
  await stage.api('dev', 'POST', `/actions/runs/${run.id}/cancel`)
  await stage.idle()
  const behind = (await jobsAt(`${run.id}/jobs`)).find(({ name }) => name === 'behind')
  await stage.api('dev', 'POST', `/actions/jobs/${behind.id}/rerun`)
  await stage.idle()
  expect(summary(await jobsAt(`${run.id}/jobs`))).toEqual([
    'behind 2 skipped',
    'beside 1 cancelled',
    'quick 1 success',
    'slow 1 cancelled',
  ])
})

rule(
  'an old run, a run in progress and a job of an earlier attempt are not re-run',
  pages.rerun,
  async () => {
    const first = await stage.play('too-late', workflow)
    const old = first.jobs.find(({ name }) => name === 'bad')
    await stage.api('rosa', 'POST', `/actions/runs/${first.run.id}/rerun`)
    await stage.idle()
    const rerun = async (path: string) => {
      const { status, body } = await stage.api('dev', 'POST', `/actions/${path}`)
      return [status, body.message]
    }
    expect(await rerun(`jobs/${old.id}/rerun`)).toEqual([403, 'This workflow run cannot be retried'])
    expect((await stage.api('guest', 'POST', `/actions/runs/${first.run.id}/rerun`)).status).toBe(404)
    await stage.sandbox.control('POST', 'clock', { advance: '31d' })
    expect(await rerun(`runs/${first.run.id}/rerun`)).toEqual([
      403,
      'Unable to retry this workflow run because it was created over a month ago',
    ])
  },
)

rule(
  'a run that was cancelled in the queue and deleted at once leaves the others alone',
  pages.cancel,
  async () => {
    const queued = (script: string): string => `on: push
concurrency: queue
jobs: { one: { runs-on: ubuntu-latest, steps: [{ run: '${script}' }] } }
`
    const start = async (branch: string, script: string, status: string): Promise<Json> => {
      const sha = await stage.push(branch, { '.github/workflows/play.yml': queued(script) })
      const statuses = async () => (await stage.runs(`head_sha=${sha}`)).map((run) => run.status)
      await expect.poll(statuses, { timeout: 20_000 }).toEqual([status])
      return (await stage.runs(`head_sha=${sha}`))[0]
    }
    const first = await start('queue-1', 'sleep 600', 'in_progress')
    const second = await start('queue-2', 'true', 'pending')
    await stage.api('dev', 'POST', `/actions/runs/${second.id}/cancel`)
    expect((await stage.api('dev', 'DELETE', `/actions/runs/${second.id}`)).status).toBe(204)
    await stage.api('dev', 'POST', `/actions/runs/${first.id}/cancel`)
    await stage.idle()
    const third = await stage.play('queue-3', queued('true'))
    expect(third.run.conclusion).toBe('success')
  },
)
