import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
})
afterAll(() => team?.stop())

const head = async (): Promise<string> => (await team.api('dev', 'GET', '/branches/main')).commit.sha
const runningFor = (environment: string, commit: string) => ({
  service: 'widgets',
  version: 'none',
  commit,
  environment,
})

test('deploys main to dev', async () => {
  expect(await team.answers('dev')).toEqual(runningFor('dev', await head()))
})

test('tests a pull request without deploying it; a label deploys the tested image', async () => {
  const commit = await team.commit('feature/login', { 'a.txt': 'a' })
  const number = await team.open('feature/login')
  await team.idle()
  expect(await team.jobs(`head_sha=${commit}`)).toEqual([
    'Feature branch / build / build: success',
    'Feature branch / build / test: success',
    'Feature branch / ci: success',
    'Feature branch / deploy ${{ matrix.environment }}: skipped',
    'Feature branch / plan: success',
  ])
  await team.label(number, 'deploy')
  await team.idle()
  expect(await team.answers('preview/feature-login')).toEqual(runningFor('preview/feature-login', commit))
  expect((await team.jobs(`head_sha=${commit}`)).filter((job) => job.startsWith('Environments'))).toEqual([
    'Environments / deploy preview/feature-login / deploy: success',
    'Environments / late-build: skipped',
    'Environments / plan: success',
    'Environments / undeploy ${{ matrix.environment }}: skipped',
  ])

  const second = await team.commit('feature/login', { 'a.txt': 'b' }, 'feature/login')
  await team.idle()
  expect(await team.answers('preview/feature-login')).toEqual(runningFor('preview/feature-login', second))

  await team.unlabel(number, 'deploy')
  await team.idle()
  expect(await team.answers('preview/feature-login')).toBeNull()
})

test('deploys to two slots, and does not take down the new holder after a takeover', async () => {
  const mine = await team.commit('mine', { 'mine.txt': 'a' })
  const first = await team.open('mine', ['deploy/qa1', 'deploy/qa2'])
  const theirs = await team.commit('theirs', { 'theirs.txt': 'a' })
  const second = await team.open('theirs')
  await team.idle()
  expect(await team.answers('qa1')).toEqual(runningFor('qa1', mine))
  expect(await team.answers('qa2')).toEqual(runningFor('qa2', mine))
  await team.label(second, 'deploy/qa2')
  await team.unlabel(first, 'deploy/qa2')
  await team.idle()
  expect(await team.answers('qa2')).toEqual(runningFor('qa2', theirs))

  await team.merge(second)
  await team.idle()
  expect(await team.answers('qa2')).toBeNull()
  expect(await team.answers('qa1')).toEqual(runningFor('qa1', mine))
  const merged = await head()
  expect(await team.answers('dev')).toEqual(runningFor('dev', merged))
})

test('runs the pull request that was labelled or pushed last in a slot with two labels', async () => {
  const early = await team.commit('early', { 'early.txt': 'a' })
  const first = await team.open('early', ['deploy/qa4'])
  const late = await team.commit('late', { 'late.txt': 'a' })
  const second = await team.open('late')
  await team.idle()
  expect(await team.answers('qa4')).toEqual(runningFor('qa4', early))
  await team.label(second, 'deploy/qa4')
  await team.idle()
  expect(await team.answers('qa4')).toEqual(runningFor('qa4', late))
  const pushed = await team.commit('early', { 'early.txt': 'b' }, 'early')
  await team.idle()
  expect(await team.answers('qa4')).toEqual(runningFor('qa4', pushed))
  for (const number of [first, second]) await team.unlabel(number, 'deploy/qa4')
  await team.idle()
  expect(await team.answers('qa4')).toBeNull()
})

test('does not deploy or merge a pull request whose checks failed', async () => {
  const commit = await team.commit('red', { 'test/red.test.js': 'throw new Error("red")\n' })
  const number = await team.open('red', ['deploy'])
  const required = { strict: false, contexts: ['ci'] }
  await protect(required)
  await team.idle()
  expect(await mergeRefusal(number)).toMatch(/^405 .*required status check.*/i)
  await team.label(number, 'deploy/qa3')
  await team.idle()
  const jobs = await team.jobs(`head_sha=${commit}`)
  expect(jobs).toContain('Feature branch / ci: failure')
  expect(jobs.filter((job) => /ci: (success|skipped)/.test(job))).toEqual([])
  expect(jobs).toContain('Environments / plan: failure')
  expect(await team.answers('qa3')).toBeNull()
  expect(await team.answers('preview/red')).toBeNull()
  expect(await mergeRefusal(number)).toMatch(/^405 .*required status check.*/i)
  await protect(null)
})

/** The branch protection of the demo, with additional required checks. */
const protect = (checks: { readonly strict: boolean; readonly contexts: readonly string[] } | null) =>
  team.api('olga', 'PUT', '/branches/main/protection', {
    required_status_checks: checks,
    enforce_admins: true,
    required_pull_request_reviews: { required_approving_review_count: 0 },
    restrictions: null,
  })
const mergeRefusal = async (number: number): Promise<string> => {
  const path = `/repos/acme/widgets/pulls/${number}/merge`
  const { status, body } = await team.sandbox.api('dev', 'PUT', path)
  return `${status} ${body.message}`
}

test('never runs branch names and titles as shell commands', async () => {
  const branch = '$(touch${IFS}owned)'
  const title = '"; touch owned; "'
  const commit = await team.commit(branch, { 'evil.txt': 'a' })
  const number = await team.open(branch, ['deploy'])
  await team.api('dev', 'PATCH', `/pulls/${number}`, { title, body: '`touch owned` $(touch owned)' })
  await team.idle()
  const deployed = (await team.jobs(`head_sha=${commit}`)).filter((job) => job.includes('deploy preview/'))
  expect(deployed).toEqual([expect.stringMatching(/preview\/touch-ifs-owned-\w{5} \/ deploy: success$/)])
  await team.label(number, 'deploy/qa4')
  await team.commit(branch, { 'evil.txt': 'b' }, branch)
  await team.idle()
  await team.unlabel(number, 'deploy')
  await team.idle()
  await team.api('dev', 'PUT', `/pulls/${number}/merge`, {
    commit_title: title,
    commit_message: '$(touch owned)',
  })
  await team.api('dev', 'POST', '/actions/workflows/sweep.yml/dispatches', { ref: 'main' })
  await team.idle()
  expect(await team.answers('dev')).toEqual(runningFor('dev', await head()))
  const [draft] = await team.api('dev', 'GET', '/releases')
  expect(draft.body).toContain('touch owned')
  const everything = readdirSync(team.sandbox.home, { recursive: true, encoding: 'utf8' })
  expect(everything.filter((path) => basename(path) === 'owned')).toEqual([])
})
