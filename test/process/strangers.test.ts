import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { releaseManager } from '../support/release-manager.js'
import { labelsOf } from '../support/transcript.js'
import type { Json } from '../support/sandbox.js'

let team: Team
let gadgets: Team
beforeAll(async () => {
  team = await openTeam({ gadgets: true })
  gadgets = team.of('gadgets')
})
afterAll(() => team?.stop())

const running = (...path: readonly string[]): string =>
  join(team.sandbox.dir, '.sandbox/images/running', ...path)
const as = (secret: string, method: string, path: string, body: unknown): Promise<Json> =>
  team.sandbox.api(null, method, path, body, { authorization: `Bearer ${secret}` })

test('the same branch of two repositories shares a preview: undeploying one leaves the other', async () => {
  const commits = [
    await team.commit('feature/both', { 'a.txt': 'a' }),
    await gadgets.commit('feature/both', { 'b.txt': 'b' }),
  ]
  const numbers = [
    await team.open('feature/both', ['deploy']),
    await gadgets.open('feature/both', ['deploy']),
  ]
  await team.idle()
  expect(await team.answers('preview/feature-both')).toMatchObject({ service: 'widgets', commit: commits[0] })
  expect(await gadgets.answers('preview/feature-both')).toMatchObject({
    service: 'gadgets',
    commit: commits[1],
  })
  expect([
    existsSync(running('preview-feature-both', 'widgets')),
    existsSync(running('preview-feature-both', 'gadgets')),
  ]).toEqual([true, true])
  await team.unlabel(numbers[0]!, 'deploy')
  await team.idle()
  expect(await team.answers('preview/feature-both')).toBeNull()
  expect(await gadgets.answers('preview/feature-both')).toMatchObject({ service: 'gadgets' })
  await gadgets.api('dev', 'PATCH', `/pulls/${numbers[1]}`, { state: 'closed' })
  await team.idle()
  expect(existsSync(running('preview-feature-both'))).toBe(false)
})

test('a pull request of a fork is built and tested, pushes no image, and gets no environment', async () => {
  await team.sandbox.fork({ repository: 'acme/widgets', login: 'guest' })
  const clone = team.sandbox.clone('widgets')
  const url = `${team.sandbox.url.replace('//', `//x:${team.sandbox.token('guest')}@`)}/guest/widgets.git`
  await team.commit('base-of-fork', { 'fork.txt': 'a' })
  await team.sandbox.git(clone, 'push', '--quiet', url, 'HEAD:refs/heads/contribution')
  const opened = await team.api('guest', 'POST', '/pulls', {
    title: 'A contribution',
    head: 'guest:contribution',
    base: 'main',
  })
  await team.idle()
  await team.label(opened.number, 'deploy')
  await team.idle()
  const jobs = await team.jobs(`head_sha=${opened.head.sha}`)
  expect(jobs).toContain('Feature branch / ci: success')
  expect(jobs.filter((job) => /\/ deploy preview.*: (success|failure)/.test(job))).toEqual([])
  expect(await team.log('Feature branch / build / build')).toContain('without pushing the image')
  expect(await team.log('Environments / plan')).toContain('comes from a fork')
  expect(await team.answers('preview/contribution')).toBeNull()
})

test('a pull request of Dependabot is tested; a label that a person sets deploys it', async () => {
  const secret = await team.sandbox.newToken({ login: 'dependabot[bot]' })
  const commit = await team.commit('dependabot/npm/semver', { 'dependency.txt': 'a' })
  const options = { title: 'Bump semver', head: 'dependabot/npm/semver', base: 'main' }
  const { body: pull } = await as(secret, 'POST', '/repos/acme/widgets/pulls', options)
  await team.idle()
  await as(secret, 'POST', `/repos/acme/widgets/issues/${pull.number}/labels`, { labels: ['deploy'] })
  await team.idle()
  expect(await team.jobs(`head_sha=${commit}`)).toContain('Feature branch / ci: success')
  expect(await team.log('Environments / plan')).toContain('dependabot[bot]')
  expect(await team.answers('preview/dependabot-npm-semver')).toBeNull()
  await team.unlabel(pull.number, 'deploy')
  await team.label(pull.number, 'deploy')
  await team.idle()
  expect(await labelsOf(team.sandbox, pull.number)).toEqual(['deploy'])
  expect(await team.answers('preview/dependabot-npm-semver')).toMatchObject({ commit })
})

test('a label that started nothing: --redeploy deploys it, for those who may', async () => {
  const secret = await team.sandbox.newToken({ login: 'dependabot[bot]' })
  const commit = await team.commit('dependabot/npm/yaml', { 'yaml.txt': 'a' })
  const options = { title: 'Bump yaml', head: 'dependabot/npm/yaml', base: 'main' }
  const { body: pull } = await as(secret, 'POST', '/repos/acme/widgets/pulls', options)
  await as(secret, 'POST', `/repos/acme/widgets/issues/${pull.number}/labels`, { labels: ['deploy'] })
  await team.idle()
  const command = `preview up --pr ${pull.number}`
  const { rel } = releaseManager(team)
  expect((await rel(`${command} --redeploy`, 'quinn')).exitCode).toBe(4)
  expect((await rel(`${command} --redeploy --interval 200ms`, 'dev')).stdout).toContain(
    `preview/dependabot-npm-yaml runs ${commit.slice(0, 7)}.`,
  )
  expect(await team.answers('preview/dependabot-npm-yaml')).toMatchObject({ commit })
})

test('in a merge queue everything runs up to ci, on the commit that main becomes', async () => {
  await team.commit('queued', { 'queued.txt': 'a' })
  const number = await team.open('queued', ['deploy/qa1'])
  await team.idle()
  const { body: group } = await team.sandbox.control('POST', 'runner/merge-group', {
    repository: 'acme/widgets',
    number,
  })
  await team.idle()
  expect(await team.jobs(`head_sha=${group.head_sha}`)).toEqual([
    'Feature branch / build / build: success',
    'Feature branch / build / test: success',
    'Feature branch / ci: success',
    'Feature branch / deploy ${{ matrix.environment }}: skipped',
    'Feature branch / plan: skipped',
  ])
})
