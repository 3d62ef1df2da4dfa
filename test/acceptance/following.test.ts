import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  startWithPull,
  startWithWorkflow,
  openWithWorkflow,
  untilPolled,
} from '../support/environments-workflow.js'
import { gitAt, pullOf } from '../support/hotfix.js'
import { pushBranch, type Json, type Sandbox } from '../support/sandbox.js'
import { labelsOf, relJson, requestsOf, runRel, transcript } from '../support/transcript.js'

const fast = '--interval 50ms'

/** Each test has a pull request, and an environment, of its own. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startWithWorkflow()
})
afterAll(() => sandbox.stop())

test('watches preview up to its URL and preview down to the removal; run again there is nothing to do', async () => {
  await gitAt(sandbox, 'fetch', '--quiet')
  await pushBranch(sandbox, 'feature/login', { from: 'origin/main^' })
  const { number } = await pullOf(sandbox, 'feature/login', 'main')
  const up = await relJson(sandbox, `preview up ${fast}`)
  const { sha: head } = (await sandbox.api('dev', 'GET', `/repos/acme/widgets/pulls/${number}`)).body.head
  const url = `https://${number}.widgets.example`
  expect(up).toMatchObject({
    exitCode: 0,
    stderr: '',
    json: {
      outcome: 'done',
      steps: [{ kind: 'add-label', status: 'done' }],
      result: {
        environment: 'preview/feature-login',
        url,
        run: { workflow: 'Environments', status: 'completed', conclusion: 'success' },
      },
    },
  })
  const again = await runRel(sandbox, 'preview up')
  expect(again.stdout).toBe(
    `Nothing to do: preview/feature-login runs ${head.slice(0, 7)}. ${url}\nPull request #${number}: ${sandbox.url}/acme/widgets/pull/${number}`,
  )
  const { previews } = (await relJson(sandbox, 'preview list')).json['result']
  expect(previews.filter((one: Json) => one.environment === 'preview/feature-login')).toMatchObject([
    {
      environment: 'preview/feature-login',
      kind: 'ephemeral',
      runs: { commit: head, pr: number, by: 'dev', url },
      state: 'success',
      behind: { commits: 2 }, // the workflow's commit and its merge
      holder: { number },
      problem: null,
      prs: [{ number }],
    },
  ])
  const down = await runRel(sandbox, `preview down ${fast}`)
  expect(down).toMatchObject({ exitCode: 0 })
  expect(down.stdout).toMatch(
    /^(Removed #\d+ from preview\/feature-login|#\d+ no longer requests preview\/feature-login)\.$/m,
  )
})

test('prints a line on stderr for each change without a terminal', async () => {
  const number = await openWithWorkflow(sandbox, 'lines', { build: untilPolled(sandbox, 3), slot: 'qa2' })
  await sandbox.clearRequests()
  const { exitCode, stdout, stderr } = await runRel(sandbox, `qa deploy 2 ${fast}`)
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('qa2: build') })
  expect(stdout.replace(/[0-9a-f]{7}/, '<commit>')).toBe(
    `✓ Label #${number} with deploy/qa2\nqa2 runs <commit>. https://${number}.widgets.example\nPull request #${number}: ${sandbox.url}/acme/widgets/pull/${number}`,
  )
  expect(await runRel(sandbox, `qa undeploy ${fast}`)).toMatchObject({ exitCode: 0 })
})

test('sends one conditional request per poll, and at most four others', async () => {
  const number = await openWithWorkflow(sandbox, 'polled', { build: untilPolled(sandbox, 3) })
  await sandbox.clearRequests()
  expect((await runRel(sandbox, 'preview up --interval 100ms')).exitCode).toBe(0)
  const asked = await requestsOf(sandbox)
  const after = asked.slice(asked.indexOf(`POST /repos/acme/widgets/issues/${number}/labels`) + 1)
  const polls = after.filter((request) => request.endsWith('/jobs'))
  expect(polls.length).toBeGreaterThan(1)
  const all: readonly Json[] = await sandbox.requests()
  expect(all.some(({ path, status }) => path.endsWith('/jobs') && status === 304)).toBe(true)
  expect(after.filter((request) => !request.endsWith('/jobs')).length).toBeLessThanOrEqual(4)
})

test('reports a failed job with its last log lines and URL', async () => {
  await openWithWorkflow(sandbox, 'broken', { build: "echo 'no such module'; exit 3", slot: 'qa3' })
  const { exitCode, json } = await relJson(sandbox, `qa deploy 3 ${fast}`)
  expect(exitCode).toBe(1)
  expect(json).toMatchObject({
    error: {
      code: 'run-failed',
      message: expect.stringContaining('build failed at the step'),
      hint: expect.stringMatching(/^Full log: http.*\/job\/\d+$/),
    },
    steps: [{ status: 'done' }],
    result: { url: null, run: { conclusion: 'failure' } },
  })
  expect(json).not.toHaveProperty('outcome')
  expect(json['error'].message).toMatch(/\n {2}no such module\n {2}Process completed with exit code 3\.$/)
})

test('ends as pending at a gate, with its approvers', async () => {
  await openWithWorkflow(sandbox, 'gated', { slot: 'qa4' })
  const rosa = (await sandbox.api('olga', 'GET', '/users/rosa')).body.id
  const reviewers = [{ type: 'User', id: rosa }]
  await sandbox.api('olga', 'PUT', '/repos/acme/widgets/environments/qa4', { reviewers })
  const { exitCode, json } = await relJson(sandbox, `qa deploy 4 ${fast}`)
  expect(json).toMatchObject({ outcome: 'pending', result: { run: { status: 'waiting' } } })
  expect(json).not.toHaveProperty('error')
  expect(exitCode).toBe(8)
  expect((await runRel(sandbox, `qa deploy 4 ${fast}`)).stdout).toMatch(
    /qa4 is waiting for approval by rosa: http/,
  )
})

test('ends as pending with exit status 8 after the timeout; --no-wait does not wait', async () => {
  const number = await openWithWorkflow(sandbox, 'late', { build: 'exec sleep 60', slot: 'qa1' })
  const { exitCode, json } = await relJson(sandbox, `qa deploy 1 ${fast} --timeout 1s`)
  expect({ exitCode, json }).toMatchObject({
    exitCode: 8,
    json: {
      outcome: 'pending',
      error: {
        code: 'timeout',
        message: expect.stringMatching(/^Timed out after 1s; the run continues on GitHub\. /),
      },
      steps: [{ status: 'done' }],
    },
  })
  await sandbox.clearRequests()
  expect(await relJson(sandbox, 'preview up --no-wait')).toMatchObject({
    exitCode: 0,
    json: { outcome: 'done', result: { url: null, run: null } },
  })
  expect(await requestsOf(sandbox)).toEqual([
    'query LabelledPullRequests',
    `POST /repos/acme/widgets/issues/${number}/labels`,
  ])
  expect(await labelsOf(sandbox, number)).toEqual(['deploy/qa1', 'deploy'])
})

test('explains after a minute of server time why no run started', async () => {
  // The runner is paused and the clock is advanced.
  const sandbox = await startWithPull()
  await sandbox.control('POST', 'runner', { paused: true })
  await runRel(sandbox, 'qa deploy 2 --no-wait')
  expect((await relJson(sandbox, `qa deploy 2 ${fast} --timeout 1s`)).json).toMatchObject({
    error: { code: 'timeout' },
  })
  expect((await runRel(sandbox, `sandbox clock --dir ${sandbox.dir} --advance 2m`)).exitCode).toBe(0)
  expect(await relJson(sandbox, `qa deploy 2 ${fast}`)).toMatchObject({
    exitCode: 1,
    json: {
      error: {
        code: 'run-failed',
        message: 'No workflow run started for qa2.',
        hint: expect.stringContaining('Check that GitHub Actions is enabled'),
      },
    },
  })
})

test('refuses an invalid duration', async () => {
  await expect(await transcript(sandbox, ['preview up --timeout soon'])).toMatchFileSnapshot('following.txt')
})
