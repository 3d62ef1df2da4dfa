import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitAt } from '../support/hotfix.js'
import { releasesOf, reintegrationsOf, deployedVersion } from '../support/outcomes.js'
import { openTeam, type Team } from '../support/pack.js'
import type { Json } from '../support/sandbox.js'
import { relJson, runRel } from '../support/transcript.js'

/** 1.4.0 in production, two hotfixes on its line, and one on an older line, on one server. The tests depend on each other. */
let team: Team
let first: string
beforeAll(async () => {
  team = await openTeam({ old: 'login' })
  first = await gitAt(team.sandbox, 'rev-list', '--max-parents=0', 'origin/main')
  await team.guard('production')
}, 120_000)
afterAll(() => team?.stop())

const rel = async (line: string, login = 'rosa') => {
  const run = await runRel(team.sandbox, line, { env: { GH_TOKEN: team.sandbox.token(login) } })
  return `${run.exitCode} ${run.stdout}\n${run.stderr}`
}
const json = async (line: string) =>
  (await relJson(team.sandbox, line, { env: { GH_TOKEN: team.sandbox.token('rosa') } })).json
const fast = '--yes --interval 100ms'

const releases = () => releasesOf(team)
const reintegrations = () => reintegrationsOf(team)
const versionIn = (environment: string) => deployedVersion(team, environment)
const jobsOn = (line: string) => team.jobs(`event=push&branch=${line}&per_page=1`)
const headOf = async (branch: string): Promise<string> =>
  (await team.api('dev', 'GET', `/git/ref/heads/${branch}`)).object.sha

test('deploys 1.4.0 to production, and merges a change to main', async () => {
  await team.api('olga', 'POST', '/releases', { tag_name: '1.3.0', target_commitish: first })
  await team.idle()
  await rel('release draft --version 1.4.0')
  await rel(`release publish ${fast}`)
  expect(await rel(`release approve production ${fast}`)).toContain('production runs 1.4.0')
  await team.merge(1)
  await team.commit('later', { 'later.txt': 'later' })
  await team.merge(await team.open('later'))
  await team.idle()
  expect(await releases()).toEqual(['1.3.0', '1.4.0 latest'])
  // Creating the line starts no release.
  expect(await jobsOn('release/1.4.0')).toEqual([])
}, 120_000)

test('picks, releases and deploys a hotfix to production, without staging', async () => {
  expect(await rel('hotfix start login --pick 1 --yes', 'dev')).toContain('merging it releases 1.4.1')
  await team.commit('hotfix/login', { 'own.txt': 'only on the line' }, 'origin/hotfix/login')
  expect(await rel(`hotfix deploy --pr 4 ${fast}`, 'dev')).toContain('hotfix runs')
  expect(await team.answers('hotfix')).toMatchObject({
    commit: await headOf('hotfix/login'),
    environment: 'hotfix',
  })
  await team.merge(4)
  await team.idle()
  expect(await team.answers('hotfix')).toBeNull()
  expect(await releases()).toEqual(['1.3.0', '1.4.0 latest', '1.4.1 pre-release'])
  expect(await jobsOn('release/1.4.0')).toEqual([
    'Hotfix release / build / build: success',
    'Hotfix release / build / test: success',
    'Hotfix release / plan: success',
    'Hotfix release / production / deploy: null',
    'Hotfix release / promote: success',
    'Hotfix release / release: success',
  ])
  expect(await rel(`release approve production ${fast}`)).toMatch(
    /production  1\.4\.0 → 1\.4\.1, #4.*\n(.*\n)*production runs 1\.4\.1/,
  )
  await team.idle()
  const commit = await headOf('release/1.4.0')
  expect(await team.answers('production')).toMatchObject({ version: '1.4.1', commit })
  expect(await team.answers('staging')).toMatchObject({ version: '1.4.0' })
  expect(await releases()).toEqual(['1.3.0', '1.4.0', '1.4.1 latest'])
}, 180_000)

test('refuses a release without the hotfix that is published on the web page', async () => {
  const { id } = await team.api('olga', 'POST', '/releases', { tag_name: '9.0.0', target_commitish: 'main' })
  await team.idle()
  expect(await team.jobs('event=release&branch=9.0.0')).toContain('Release / plan: failure')
  expect(await team.log('Release / plan')).toMatch(
    /hotfix commits? (is|are) missing on the default branch: 1\.4\.1/,
  )
  await team.api('olga', 'DELETE', `/releases/${id}`)
  await team.api('olga', 'DELETE', '/git/refs/tags/9.0.0')
}, 60_000)

test('reintegrates it into main', async () => {
  const [reintegration] = await reintegrations()
  expect(reintegration).toMatchObject({
    head: { ref: 'reintegrate/1.4.1' },
    user: { login: 'github-actions[bot]' },
  })
  expect(reintegration!.body).toContain('which starts no checks')
  await team.merge(reintegration!.number)
  await team.idle()
  expect(await json('hotfix status')).toMatchObject({ result: { missing: 0 } })
  const { result } = await json('release draft')
  expect(result.draft.prs.map(({ number }: Json) => number)).toEqual([3, 1])
}, 180_000)

test('keeps a rejected hotfix as a pre-release; approved later, it is reintegrated by cherry-picks', async () => {
  await team.api('olga', 'PATCH', '', { allow_merge_commit: false, allow_rebase_merge: false })
  await team.commit('hotfix/second', { 'second.txt': 'one' }, 'origin/release/1.4.0')
  await team.commit('hotfix/second', { 'second.txt': 'two' }, 'hotfix/second')
  const number = await team.open('hotfix/second', [], 'release/1.4.0')
  await team.api('dev', 'PUT', `/pulls/${number}/merge`, { merge_method: 'squash' })
  await team.idle()
  expect(await rel('release reject production --yes')).toMatch(/^0 /)
  await team.idle()
  expect(await versionIn('production')).toBe('1.4.1')
  expect(await releases()).toContain('1.4.2 pre-release')
  expect(await reintegrations()).toEqual([])

  const { workflow_runs: runs } = await team.api(
    'dev',
    'GET',
    '/actions/runs?event=push&branch=release/1.4.0',
  )
  await team.api('rosa', 'POST', `/actions/runs/${runs[0].id}/rerun-failed-jobs`)
  await team.reaches('production', 'waiting')
  await rel(`release approve production ${fast}`)
  await team.idle()
  expect(await versionIn('production')).toBe('1.4.2')
  const [back] = await reintegrations()
  const commits: readonly Json[] = await team.api('dev', 'GET', `/pulls/${back!.number}/commits`)
  expect(commits.map(({ parents }) => parents.length)).toEqual([1])
  await team.api('dev', 'PUT', `/pulls/${back!.number}/merge`, { merge_method: 'squash' })
  expect(await json('hotfix status')).toMatchObject({ result: { missing: 0 } })
}, 180_000)

test('does not deploy a release of the line that a person publishes, nor mark it as latest', async () => {
  const release = { tag_name: '1.2.7', target_commitish: await headOf('release/1.4.0') }
  await team.api('olga', 'POST', '/releases', release)
  await team.idle()
  expect(await team.jobs('event=release&branch=1.2.7')).toEqual([
    'Release / branch: skipped',
    'Release / latest: success',
    'Release / plan: success',
    'Release / production: skipped',
    'Release / promote: skipped',
    'Release / staging: skipped',
  ])
  expect(await team.log('Release / plan')).toContain(
    '1.2.7 is not on main; hotfixes are deployed by the run that created them.',
  )
  expect(await releases()).toEqual(['1.2.7', '1.3.0', '1.4.0', '1.4.1', '1.4.2 latest'])
}, 60_000)

test('does not release a line after "Update branch"', async () => {
  const before = await headOf('release/1.4.0')
  const number = await team.api('dev', 'POST', '/pulls', {
    title: 'Back',
    head: 'release/1.4.0',
    base: 'main',
  })
  await team.api('dev', 'PUT', `/pulls/${number.number}/update-branch`)
  await team.idle()
  expect(await headOf('release/1.4.0')).not.toBe(before)
  expect(await team.jobs(`head_sha=${await headOf('release/1.4.0')}`)).toContain(
    'Hotfix release / plan: failure',
  )
  const log = await team.log('Hotfix release / plan')
  expect(log).toMatch(/release\/1\.4\.0 has \d+ commits from main/)
  expect(log).toContain(`git push --force origin ${before}:release/1.4.0`)
  expect(await releases()).not.toContain('1.4.3 pre-release')
  await gitAt(team.sandbox, 'push', '--quiet', '--force', 'origin', `${before}:refs/heads/release/1.4.0`)
  await team.idle()
  expect(await jobsOn('release/1.4.0')).toContain('Hotfix release / production: skipped')
  await team.api('dev', 'PATCH', `/pulls/${number.number}`, { state: 'closed' })
}, 60_000)

test('releases a hotfix of an older line without deploying it; reports that GitHub refuses its pull request', async () => {
  await team.api('olga', 'PUT', '/actions/permissions/workflow', { can_approve_pull_request_reviews: false })
  expect(await rel('hotfix start old --release 1.3.0 --yes', 'dev')).toContain('merging it releases 1.3.1')
  await team.commit('hotfix/old', { 'old.txt': 'old' }, 'origin/hotfix/old')
  const [pull] = await team.api('dev', 'GET', '/pulls?state=open&base=release/1.3.0')
  await team.api('dev', 'PUT', `/pulls/${pull.number}/merge`, { merge_method: 'squash' })
  await team.idle()
  expect(await jobsOn('release/1.3.0')).toEqual([
    'Hotfix release / build / build: success',
    'Hotfix release / build / test: success',
    'Hotfix release / finalise: success',
    'Hotfix release / plan: success',
    'Hotfix release / production: skipped',
    'Hotfix release / promote: success',
    'Hotfix release / reintegrate: success',
    'Hotfix release / release: success',
  ])
  expect(await releases()).toEqual(['1.2.7', '1.3.0', '1.3.1', '1.4.0', '1.4.1', '1.4.2 latest'])
  expect(await versionIn('production')).toBe('1.4.2')
  const { id } = await team.job('Hotfix release / reintegrate')
  const { summary } = (await team.sandbox.control('GET', `runner/jobs/${id}`)).body.job
  expect(summary).toContain('GitHub Actions is not permitted to create or approve pull requests.')
  expect(summary).toContain('rel hotfix reintegrate 1.3.1')
  expect(await rel('hotfix reintegrate 1.3.1 --yes', 'dev')).toMatch(/^0 .*reintegrates 1\.3\.1 into main/s)
  // The email address of GitHub's own bot has brackets, which its API description does not allow.
  const problems = (await team.sandbox.deviations()).flatMap((deviation): string[] => deviation.problems)
  expect(problems.filter((problem) => !problem.includes('/author/email must match'))).toEqual([])
}, 120_000)
