import { afterAll, beforeAll, expect, test } from 'vitest'
import { addWorkflow, runnerOf, type Runner } from '../support/runner.js'
import { openPull, startSandbox, type Json, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { expectSurvival } from '../support/survival.js'
import { unzipped } from '../support/unzip.js'

let sandbox: Sandbox
let runner: Runner
beforeAll(async () => {
  sandbox = await startSandbox()
  runner = runnerOf(sandbox)
  await addWorkflow(sandbox, 'ship.yml', 'name: Ship it\non: push\njobs: {}')
  await addWorkflow(sandbox, 'test.yaml', 'on: push\njobs: {}')
})
afterAll(() => stopFaithful(sandbox))
const repository = '/repos/acme/widgets'
const api = (login: string, method: string, path: string, body?: unknown) =>
  sandbox.api(login, method, `${repository}${path}`, body)
const get = async (path: string): Promise<Json> => (await api('dev', 'GET', path)).body
const numbers = ({ workflow_runs }: Json): number[] => workflow_runs.map(({ id }: Json) => id)

test('runs are found by branch, event, status, actor, commit and day', async () => {
  const number = await openPull(sandbox, 'feature/found')
  const run = await runner.start({
    event: 'pull_request',
    ref: `refs/pull/${number}/head`,
    headBranch: 'feature/found',
    actor: 'quinn',
    pullRequests: [number],
    path: '.github/workflows/test.yaml',
  })
  await runner.progress('runs', run, { status: 'completed', conclusion: 'failure' })
  const today = run.createdAt.slice(0, 10)
  for (const query of [
    'branch=feature/found',
    'event=pull_request',
    'status=failure',
    'status=completed',
    'actor=quinn',
    `head_sha=${run.headSha}`,
    `created=${today}&actor=quinn`,
    `created=>=${today}&actor=quinn`,
    `created=2020-01-01..${today}&actor=quinn`,
  ]) {
    expect(numbers(await get(`/actions/runs?${query}`))).toEqual([run.id])
    expect(numbers(await get(`/actions/workflows/test.yaml/runs?${query}`))).toEqual([run.id])
    expect(numbers(await get(`/actions/workflows/ship.yml/runs?${query}`))).toEqual([])
  }
  expect(numbers(await get('/actions/runs?created=<2020-01-01'))).toEqual([])
  const shown = await get('/actions/runs?actor=quinn')
  expect(shown.workflow_runs[0].pull_requests).toMatchObject([{ number, head: { ref: 'feature/found' } }])
  const bare = await get('/actions/runs?actor=quinn&exclude_pull_requests=true')
  expect(bare.workflow_runs[0].pull_requests).toEqual([])
})

test('runs are counted for each file over all branches and tags, and show their origin', async () => {
  await api('dev', 'POST', '/git/refs', {
    ref: 'refs/tags/counted',
    sha: (await get('/commits/main')).sha,
  })
  const path = '.github/workflows/test.yaml'
  const started: Json[] = []
  for (const ref of ['refs/heads/main', 'refs/tags/counted', 'refs/heads/main'])
    started.push(await runner.start({ path, ref }))
  const [first, tagged, last] = await Promise.all(started.map(({ id }) => get(`/actions/runs/${id}`)))
  expect([tagged.run_number, last.run_number]).toEqual([first.run_number + 1, first.run_number + 2])
  const { id } = (await sandbox.api('dev', 'GET', repository)).body
  expect(tagged).toMatchObject({
    path,
    event: 'push',
    head_branch: 'counted',
    repository: { id },
    head_repository: { id },
    actor: { login: 'dev' },
    triggering_actor: { login: 'dev' },
    previous_attempt_url: null,
    referenced_workflows: [],
  })
  for (const run of started)
    await runner.progress('runs', run, { status: 'completed', conclusion: 'success' })
})

test('jobs have steps and logs, and are checks of the commit', async () => {
  const run = await runner.start()
  const job = await runner.job(run, 'build / linux')
  await runner.progress('runs', run, { status: 'in_progress' })
  const step = { name: 'Compile', number: 1, status: 'completed', conclusion: 'success' }
  await runner.ask('POST', `jobs/${job.id}/log`, { text: 'compiling\n', step: 1 })
  await runner.ask('POST', `jobs/${job.id}/log`, { text: 'done – ü\n' })
  await runner.progress('jobs', job, { status: 'in_progress', runnerName: 'sandbox' })
  await runner.progress('jobs', job, { status: 'completed', conclusion: 'success', steps: [step] })
  await runner.progress('runs', run, { status: 'completed', conclusion: 'success' })
  const { total_count, jobs } = await get(`/actions/runs/${run.id}/jobs`)
  expect([total_count, jobs]).toMatchObject([
    1,
    [
      {
        name: 'build / linux',
        status: 'completed',
        conclusion: 'success',
        steps: [step],
        runner_name: 'sandbox',
      },
    ],
  ])
  expect(await get(`/actions/jobs/${job.id}`)).toEqual(jobs[0])
  expect(await get(`/commits/${run.headSha}/check-runs`)).toMatchObject({
    check_runs: [{ id: job.id, name: 'build / linux', conclusion: 'success' }],
  })
  expect(await get(`/actions/jobs/${job.id}/logs`)).toBe('compiling\ndone – ü\n')
  const token = { authorization: `Bearer ${sandbox.token('dev')}` }
  const moved = await fetch(`${sandbox.apiUrl}${repository}/actions/runs/${run.id}/logs`, {
    headers: token,
    redirect: 'manual',
  })
  expect(moved.status).toBe(302)
  const archive = Buffer.from(await (await fetch(moved.headers.get('location') ?? '')).arrayBuffer())
  expect(unzipped(archive)).toEqual([
    ['0_build  linux.txt', 'compiling\ndone – ü\n'],
    ['build  linux/1_Compile.txt', 'compiling\n'],
  ])
})

test('errors, warnings and notices in the log of a job are annotations of its check', async () => {
  const run = await runner.start()
  const job = await runner.job(run, 'noisy')
  const log = (step: number, text: string) => runner.ask('POST', `jobs/${job.id}/log`, { text, step })
  await log(1, '2026-01-01T00:00:00.000Z ##[group]Run\n##[warning]Careful (src/a.js:3)\n')
  await log(1, '##[notice]By the way\n')
  await log(2, 'no ##[error] at all\n##[error]Process completed with exit code 3.\n')
  const of = (path: string, line: number, level: string, message: string) => ({
    path,
    blob_href: expect.stringMatching(new RegExp(`/acme/widgets/blob/${run.headSha}/${path}$`)),
    start_line: line,
    end_line: line,
    start_column: null,
    end_column: null,
    annotation_level: level,
    title: '',
    message,
    raw_details: null,
  })
  const path = `/check-runs/${job.id}/annotations`
  expect(await get(path)).toEqual([
    of('src/a.js', 3, 'warning', 'Careful'),
    of('.github', 3, 'notice', 'By the way'),
    of('.github', 2, 'failure', 'Process completed with exit code 3.'),
  ])
  expect(await get(`${path}?per_page=1&page=3`)).toHaveLength(1)
  const { check_runs } = await get(`/commits/${run.headSha}/check-runs?check_name=noisy`)
  expect(check_runs[0].output).toMatchObject({
    annotations_count: 3,
    annotations_url: `${sandbox.apiUrl}${repository}${path}`,
  })
  expect((await api('dev', 'GET', '/check-runs/999999/annotations')).status).toBe(404)
  await runner.progress('runs', run, { status: 'completed', conclusion: 'failure' })
})

test('cancelling ends jobs that have not started; the runner ends the running ones (29)', async () => {
  const run = await runner.start()
  const [going, waiting] = [await runner.job(run, 'going'), await runner.job(run, 'waiting')]
  await runner.progress('runs', run, { status: 'in_progress' })
  await runner.progress('jobs', going, { status: 'in_progress' })
  const path = `/actions/runs/${run.id}`
  expect((await api('guest', 'POST', `${path}/cancel`)).status).toBe(404)
  const cancelled = await api('dev', 'POST', `${path}/cancel`)
  expect([cancelled.status, cancelled.body]).toEqual([202, {}])
  expect((await runner.look(waiting)).job).toMatchObject({ status: 'completed', conclusion: 'cancelled' })
  expect((await get(path)).status).toBe('in_progress')
  expect((await runner.eventsAfter(run.id)).at(-1)).toMatchObject({
    name: 'workflow_run',
    action: 'cancel_requested',
    payload: { run: run.id },
  })
  await runner.progress('jobs', going, { status: 'completed', conclusion: 'cancelled' })
  await runner.progress('runs', run, { status: 'completed', conclusion: 'cancelled' })
  const again = await api('dev', 'POST', `${path}/cancel`)
  expect([again.status, again.body.message]).toEqual([409, 'Cannot cancel a workflow run that is completed.'])
  expect((await sandbox.control('GET', 'idle?timeout=5')).status).toBe(200)
  const untouched = await runner.start()
  expect((await sandbox.control('GET', 'idle?timeout=0')).status).toBe(504)
  await api('dev', 'POST', `/actions/runs/${untouched.id}/cancel`)
  expect(await get(`/actions/runs/${untouched.id}`)).toMatchObject({ conclusion: 'cancelled' })
})

test('a rerun starts another attempt, of all jobs or of the failed ones', async () => {
  const run = await runner.start()
  const path = `/actions/runs/${run.id}`
  const [good, bad] = [await runner.job(run, 'good'), await runner.job(run, 'bad')]
  expect((await api('dev', 'POST', `${path}/rerun`)).status).toBe(403)
  await runner.progress('jobs', good, { status: 'completed', conclusion: 'success' })
  await runner.progress('jobs', bad, { status: 'completed', conclusion: 'failure' })
  await runner.progress('runs', run, { status: 'completed', conclusion: 'failure' })
  expect((await api('rosa', 'POST', `${path}/rerun-failed-jobs`)).status).toBe(201)
  expect(await get(path)).toMatchObject({
    id: run.id,
    run_attempt: 2,
    status: 'queued',
    conclusion: null,
    actor: { login: 'dev' },
    triggering_actor: { login: 'rosa' },
  })
  const second = await runner.job(run, 'bad')
  const names = async (filter: string): Promise<unknown> =>
    (await get(`${path}/jobs?filter=${filter}`)).jobs.map(({ id }: Json) => id)
  expect(await names('latest')).toEqual([good.id, second.id])
  expect(await names('all')).toEqual([good.id, bad.id, second.id])
  await runner.progress('jobs', second, { status: 'completed', conclusion: 'success' })
  await runner.progress('runs', run, { status: 'completed', conclusion: 'success' })
  expect((await api('dev', 'POST', `${path}/rerun-failed-jobs`)).status).toBe(403)
  expect((await api('dev', 'POST', `${path}/rerun`)).status).toBe(201)
  expect(await names('latest')).toEqual([])
})

test('survives a killed server', async () => {
  const runs = await get('/actions/runs?per_page=100')
  const paths = numbers(runs).flatMap((id) => [`/actions/runs/${id}`, `/actions/runs/${id}/jobs?filter=all`])
  await expectSurvival(
    sandbox,
    ['/actions/workflows', '/actions/runs?per_page=100', ...paths].map((path) => `${repository}${path}`),
  )
})
