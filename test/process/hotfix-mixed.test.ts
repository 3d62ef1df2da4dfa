import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitAt } from '../support/hotfix.js'
import { openTeam, type Team } from '../support/pack.js'

/** 1.4.0 has a line, and main has one more change. A pull request into the line is from a branch that was started on main. */
let team: Team
let number: number
const line = 'release/1.4.0'
beforeAll(async () => {
  team = await openTeam()
  await gitAt(team.sandbox, 'fetch', '--quiet')
  await gitAt(team.sandbox, 'push', '--quiet', 'origin', 'origin/main:refs/tags/1.4.0')
  await gitAt(team.sandbox, 'push', '--quiet', 'origin', `origin/main:refs/heads/${line}`)
  await team.commit('later', { 'later.txt': 'later' })
  await team.merge(await team.open('later'))
  await team.idle()
  await team.api('olga', 'PUT', `/branches/${encodeURIComponent(line)}/protection`, {
    required_status_checks: { strict: false, contexts: ['ci'] },
    enforce_admins: true,
    required_pull_request_reviews: null,
    restrictions: null,
    allow_force_pushes: true,
  })
})
afterAll(() => team?.stop())

const merging = () => team.sandbox.api('dev', 'PUT', `/repos/acme/widgets/pulls/${number}/merge`)
const summaryOf = async (job: string): Promise<string> => {
  const { id } = await team.job(job)
  return (await team.sandbox.control('GET', `runner/jobs/${id}`)).body.job.summary
}

test('fails its check with the reason in the summary; GitHub does not merge it, and a label deploys nothing', async () => {
  const commit = await team.commit('fix', { 'fix.txt': 'fix' })
  number = await team.open('fix', [], line)
  await team.idle()
  expect(await team.jobs(`head_sha=${commit}`)).toEqual([
    'Hotfix branch / build / build: failure',
    'Hotfix branch / build / test: skipped',
    'Hotfix branch / ci: failure',
    'Hotfix branch / deploy ${{ matrix.environment }}: skipped',
    'Hotfix branch / plan: skipped',
  ])
  const summary = await summaryOf('Hotfix branch / build / build')
  expect(summary).toMatch(
    /fix has 1 commit from main \([0-9a-f]{7}\), which cannot be merged into release\/1\.4\.0\./,
  )
  expect(summary).toContain('Start the branch at release/1.4.0')

  await team.label(number, 'deploy')
  await team.idle()
  expect(await summaryOf('Environments / plan')).toContain('The check ci of ')
  expect(await team.answers('hotfix')).toBeNull()
  expect(await merging()).toMatchObject({ status: 405 })
})

test('passes, deploys and merges it once it starts at the line', async () => {
  const commit = await team.commit('fix', { 'fix.txt': 'fix' }, `origin/${line}`)
  await team.idle()
  expect(await team.jobs(`head_sha=${commit}`)).toContain('Hotfix branch / ci: success')
  expect(await team.answers('hotfix')).toMatchObject({ commit, environment: 'hotfix' })
  expect(await merging()).toMatchObject({ status: 200 })
  await team.idle()
  expect(await team.jobs(`event=push&branch=${line}`)).toContain('Hotfix release / release: success')
})

test('does not release it when squashed without required checks; the summary names the commit to reset to', async () => {
  await team.api('olga', 'DELETE', `/branches/${encodeURIComponent(line)}/protection`)
  const { sha: before } = (await team.api('dev', 'GET', `/commits/${encodeURIComponent(line)}`)) as {
    sha: string
  }
  await team.commit('spoiler', { 'spoiler.txt': 'spoiler' })
  number = await team.open('spoiler', [], line)
  await team.idle()
  const { sha } = await team.api('dev', 'PUT', `/pulls/${number}/merge`, { merge_method: 'squash' })
  await team.idle()
  expect(await team.jobs(`event=push&head_sha=${sha}`)).toEqual(
    expect.arrayContaining(['Hotfix release / plan: failure', 'Hotfix release / release: skipped']),
  )
  const summary = await summaryOf('Hotfix release / plan')
  expect(summary).toContain(`#${number} merged 1 commit from main`)
  expect(summary).toContain(`git push --force origin ${before}:${line}`)
})
