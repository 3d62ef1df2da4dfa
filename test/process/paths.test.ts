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

test('a push while a commit is deployed: in the end the preview runs the newer one', async () => {
  await team.commit('slow', slowToStart)
  await team.open('slow', ['deploy'])
  await team.reaches('preview/slow', 'in_progress')
  const newer = await team.commit('slow', { 'b.txt': 'b' }, 'slow')
  await team.idle()
  expect(await team.answers('preview/slow')).toMatchObject({ commit: newer })
})

test('closed while it is deployed: nothing is left of it', async () => {
  await team.commit('closing', slowToStart)
  const number = await team.open('closing', ['deploy'])
  await team.reaches('preview/closing', 'in_progress')
  await close(number)
  await team.idle()
  expect(await team.answers('preview/closing')).toBeNull()
  expect(existsSync(join(team.sandbox.dir, '.sandbox/images/running/preview-closing'))).toBe(false)
})

test('a label that asks for no environment builds nothing and cancels nothing; a build that fails deploys nothing', async () => {
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

test('one slot fails, the other is deployed; the job says why', async () => {
  const commit = await team.commit('half', startsNotIn('qa3'))
  await team.open('half', ['deploy/qa3', 'deploy/qa4'])
  await team.idle()
  expect(await team.answers('qa3')).toBeNull()
  expect(await team.answers('qa4')).toMatchObject({ commit, environment: 'qa4' })
  expect(await team.log('Feature branch / deploy qa3 / deploy')).toContain('The service exited with status 1')
})

test('a branch that is called staging lives in a namespace of its own', async () => {
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

test('what a pull request built runs on dev: nothing is built on main, and its run names the one that did (L1)', async () => {
  const commit = await team.commit('reused', { 'reused.txt': 'a' })
  const number = await team.open('reused')
  await team.idle()
  const built = await team.job('Feature branch / build / build')
  await team.merge(number)
  await team.idle()
  const onMain = await team.job('Main branch / build / build')
  expect(onMain.steps.find(({ name }: { name: string }) => name === 'Build').conclusion).toBe('skipped')
  const log = await team.log('Main branch / build / build')
  expect(log).toContain(`#${number} built the image of the same files`)
  expect(log).toContain(built.html_url)
  const [deployment] = await team.api('dev', 'GET', '/deployments?environment=dev')
  const statuses = await team.api('dev', 'GET', `/deployments/${deployment.id}/statuses`)
  const recorded = statuses.map(({ description }: { description: string }) => description).join('\n')
  const digest = /digest=(sha256:\w+)|(sha256:\w+)/.exec(
    await team.log('Feature branch / build / build'),
  )?.[0]
  expect(recorded).toContain(`rel - ${await head()} ${digest}`)
  // It is the commit's own now: a pull request from this very commit builds no second one.
  const tags = join(team.sandbox.dir, '.sandbox/images/ghcr.io/acme/widgets/tags')
  expect(readFileSync(join(tags, `sha-${await head()}`), 'utf8')).toBe(digest)
  expect(commit).not.toBe(await head())
})

test('a slow build on main is overtaken: dev never goes back', async () => {
  await team.commit('tortoise', slowToTest)
  const tortoise = await team.open('tortoise')
  await team.commit('hare', { 'test/slow.test.js': '', 'hare.txt': 'a' }, 'tortoise')
  const hare = await team.open('hare')
  await team.idle()
  await team.merge(tortoise)
  await team.merge(hare)
  await team.idle()
  expect(await team.answers('dev')).toMatchObject({ commit: await head() })
  expect(
    (await team.jobs('branch=main&event=push')).filter((job) => /deploy .*dev.*: /.test(job)),
  ).toHaveLength(3)
  expect(await team.api('dev', 'GET', '/deployments?environment=dev')).toHaveLength(3)
})

test('a conflict starts no run when its pull request closes: the sweep finds what is left', async () => {
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

test('a pull request that breaks the configuration is red; one that mends it on main is built all the same', async () => {
  const file = '.github/rel.yml'
  const text = readFileSync(join(team.sandbox.clone('widgets'), file), 'utf8')
  const broken = await team.commit('bad-config', { [file]: text.replace('qa1', 'qa1, nonsense') })
  const breaking = await team.open('bad-config')
  await team.idle()
  expect(await team.jobs(`head_sha=${broken}`)).toContain('Feature branch / ci: failure')
  expect(await team.log('Feature branch / build / build')).toContain(`${file}:1:`)
  await team.merge(breaking)
  await team.idle()
  const mended = await team.commit('mended', { [file]: text })
  const mending = await team.open('mended')
  await team.idle()
  expect(await team.jobs(`head_sha=${mended}`)).toContain('Feature branch / ci: success')
  await team.merge(mending)
  await team.idle()
  expect(await team.answers('dev')).toMatchObject({ commit: await head() })
})
