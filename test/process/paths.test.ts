import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { doesNotBuild, slowToStart, slowToTest, startsNotIn } from '../support/service.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
})
afterAll(() => team?.stop())

const head = async (): Promise<string> => (await team.api('dev', 'GET', '/branches/main')).commit.sha
const close = (number: number) => team.api('dev', 'PATCH', `/pulls/${number}`, { state: 'closed' })

test('ends with the newer commit in the preview after a push during a deployment', async () => {
  await team.commit('slow', slowToStart)
  await team.open('slow', ['deploy'])
  await team.reaches('preview/slow', 'in_progress')
  const newer = await team.commit('slow', { 'b.txt': 'b' }, 'slow')
  await team.idle()
  expect(await team.answers('preview/slow')).toMatchObject({ commit: newer })
})

test('takes down the preview of a pull request that was closed during its deployment', async () => {
  await team.commit('closing', slowToStart)
  const number = await team.open('closing', ['deploy'])
  await team.reaches('preview/closing', 'in_progress')
  await close(number)
  await team.idle()
  expect(await team.answers('preview/closing')).toBeNull()
  expect(existsSync(join(team.sandbox.dir, '.sandbox/images/running/preview-closing'))).toBe(false)
})

test('does nothing for a label without environment, and deploys nothing after a failed build', async () => {
  const commit = await team.commit('broken', doesNotBuild)
  const number = await team.open('broken', ['deploy', 'bug'])
  await team.idle()
  await team.api('dev', 'POST', `/issues/${number}/labels`, { labels: ['documentation'] })
  await team.idle()
  const jobs = await team.jobs(`head_sha=${commit}`)
  expect(jobs).toContain('Feature branch / build / build: failure')
  expect(jobs).toContain('Feature branch / ci: failure')
  expect(jobs.filter((job) => /(late-build|deploy).*: (success|failure)/.test(job))).toEqual([])
  expect(await team.answers('preview/broken')).toBeNull()
})

test('deploys to one slot while the other one fails with the reason in its job', async () => {
  const commit = await team.commit('half', startsNotIn('qa3'))
  await team.open('half', ['deploy/qa3', 'deploy/qa4'])
  await team.idle()
  expect(await team.answers('qa3')).toBeNull()
  expect(await team.answers('qa4')).toMatchObject({ commit, environment: 'qa4' })
  expect(await team.log('Feature branch / deploy qa3 / deploy')).toContain('The service exited with status 1')
})

test('gives a branch named staging a namespace of its own', async () => {
  const commit = await team.commit('staging', { 'staging.txt': 'a' })
  const number = await team.open('staging', ['deploy'])
  await team.idle()
  expect(await team.answers('preview/staging')).toMatchObject({ commit, environment: 'preview/staging' })
  const running = join(team.sandbox.dir, '.sandbox/images/running')
  expect([existsSync(join(running, 'preview-staging')), existsSync(join(running, 'staging'))]).toEqual([
    true,
    false,
  ])
  await close(number)
  await team.idle()
  expect(existsSync(join(running, 'preview-staging'))).toBe(false)
})

test('reuses the image of a pull request on main, and names the run that built it (L1)', async () => {
  const commit = await team.commit('reused', { 'reused.txt': 'a' })
  const number = await team.open('reused')
  await team.idle()
  const built = await team.job('Feature branch / build / build')
  await team.merge(number)
  await team.idle()
  const onMain = await team.job('Main branch / build / build')
  expect(onMain.steps.find(({ name }: { name: string }) => name === 'Build').conclusion).toBe('skipped')
  const log = await team.log('Main branch / build / build')
  expect(log).toContain(`#${number} built an image of the same files`)
  expect(log).toContain(built.html_url)
  const [deployment] = await team.api('dev', 'GET', '/deployments?environment=dev')
  const statuses = await team.api('dev', 'GET', `/deployments/${deployment.id}/statuses`)
  const recorded = statuses.map(({ description }: { description: string }) => description).join('\n')
  const digest = /digest=(sha256:\w+)|(sha256:\w+)/.exec(
    await team.log('Feature branch / build / build'),
  )?.[0]
  expect(recorded).toContain(`rel - ${await head()} ${digest}`)
  // The image has the tag of the commit now, so a pull request from the same commit does not build another.
  const tags = join(team.sandbox.dir, '.sandbox/images/ghcr.io/acme/widgets/tags')
  expect(readFileSync(join(tags, `sha-${await head()}`), 'utf8')).toBe(digest)
  expect(commit).not.toBe(await head())
})

test('never moves dev back to the commit of a slower build', async () => {
  await team.commit('slow-test', slowToTest)
  const slowPull = await team.open('slow-test')
  await team.commit('fast-test', { 'test/slow.test.js': '', 'fast.txt': 'a' }, 'slow-test')
  const fastPull = await team.open('fast-test')
  await team.idle()
  await team.merge(slowPull)
  await team.merge(fastPull)
  await team.idle()
  expect(await team.answers('dev')).toMatchObject({ commit: await head() })
  expect(
    (await team.jobs('branch=main&event=push')).filter((job) => /deploy .*dev.*: /.test(job)),
  ).toHaveLength(3)
  expect(await team.api('dev', 'GET', '/deployments?environment=dev')).toHaveLength(3)
})

test('takes down the environment of a closed pull request with conflicts in the sweep', async () => {
  await team.commit('conflicted', { 'same.txt': 'one' })
  const number = await team.open('conflicted', ['deploy'])
  await team.commit('winner', { 'same.txt': 'two' })
  const winner = await team.open('winner')
  await team.idle()
  await team.merge(winner)
  await team.idle()
  await close(number)
  await team.idle()
  expect(await team.answers('preview/conflicted')).not.toBeNull()
  await team.api('dev', 'POST', '/actions/workflows/sweep.yml/dispatches', { ref: 'main' })
  await team.idle()
  expect(await team.answers('preview/conflicted')).toBeNull()
})

test('fails a pull request that breaks the configuration, and builds one that repairs it on main', async () => {
  const file = '.github/rel.yml'
  const text = readFileSync(join(team.sandbox.clone('widgets'), file), 'utf8')
  const broken = await team.commit('bad-config', { [file]: text.replace('qa1', 'qa1, nonsense') })
  const brokenPull = await team.open('bad-config')
  await team.idle()
  expect(await team.jobs(`head_sha=${broken}`)).toContain('Feature branch / ci: failure')
  expect(await team.log('Feature branch / build / build')).toContain(`${file}:1:`)
  await team.merge(brokenPull)
  await team.idle()
  const fixedCommit = await team.commit('fixed', { [file]: text })
  const fixPull = await team.open('fixed')
  await team.idle()
  expect(await team.jobs(`head_sha=${fixedCommit}`)).toContain('Feature branch / ci: success')
  await team.merge(fixPull)
  await team.idle()
  expect(await team.answers('dev')).toMatchObject({ commit: await head() })
})
