import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
  manager = releaseManager(team)
}, 240_000)
afterAll(() => team?.stop())

test('releases three pull requests gate by gate, with the image that dev ran', async () => {
  for (const [branch, label] of [
    ['login', 'feature'],
    ['typo', 'bug'],
    ['guide', 'documentation'],
  ] as const) {
    await team.commit(branch, { [`${branch}.txt`]: branch })
    const number = await team.open(branch)
    await team.api('dev', 'POST', `/issues/${number}/labels`, { labels: [label] })
    await team.merge(number)
  }
  await team.idle()
  const commit = await team.head()

  await team.sandbox.clearRequests()
  const dry = await manager.rel('release publish --dry-run')
  expect(dry.exitCode, dry.stderr).toBe(0)
  expect(dry.stdout).toMatch(/^would: Publish 0\.1\.0 at [0-9a-f]{7}$/m)
  expect(await manager.writes()).toEqual([])

  const published = await manager.json(`release publish ${fast}`)
  expect(published).toMatchObject({
    exitCode: 8,
    outcome: 'pending',
    steps: [{ kind: 'publish-release', status: 'done' }],
    result: {
      version: '0.1.0',
      branch: 'release/0.1.0',
      commit,
      waiting: { environment: 'staging', approvers: ['rosa', 'olga'] },
    },
  })
  expect(published.result.checks.map(({ name, status }: Json) => `${name} ${status}`)).toEqual(
    [
      'not-on-dev',
      'image-unverified',
      'main-build-pending',
      'head-not-built',
      'version-unavailable',
      'missing-hotfixes',
      'freeze',
    ].map((name) => `${name} passed`),
  )
  expect((await team.api('dev', 'GET', '/git/ref/heads/release/0.1.0')).object.sha).toBe(commit)

  await team.sandbox.clearRequests()
  const stranger = await manager.json('release approve staging --yes', 'dev')
  expect(stranger).toMatchObject({
    exitCode: 4,
    error: { code: 'permission', message: expect.stringContaining('approvers: rosa, olga') },
  })
  expect(await manager.writes()).toEqual([])

  const approved = await manager.json(`release approve staging ${fast} --comment 'Tested'`)
  expect(approved).toMatchObject({
    exitCode: 0,
    result: {
      approvals: [
        {
          environment: 'staging',
          from: null,
          to: '0.1.0',
          digest: published.result.digest,
          prs: [1, 2, 3, 4],
          decision: 'approved',
          deployed: { version: '0.1.0' },
        },
      ],
    },
  })
  expect(await team.answers('production')).toBeNull()
  const last = await manager.rel(`release approve ${fast}`, 'olga')
  expect(last.exitCode, last.stderr).toBe(0)
  expect(last.stdout).toMatch(/^production runs 0\.1\.0\. http/m)
  expect(await team.answers('production')).toMatchObject({ version: '0.1.0', commit })
  const digests = await Promise.all(
    ['dev', 'staging', 'production'].map(async (name) => (await manager.runs(name)).digest),
  )
  expect(digests).toEqual([published.result.digest, published.result.digest, published.result.digest])

  for (const line of ['release publish', 'release approve production', 'release watch 0.1.0']) {
    await team.sandbox.clearRequests()
    expect(await manager.json(line)).toMatchObject({ exitCode: 0, outcome: 'nothing-to-do', steps: [] })
    expect(await manager.writes()).toEqual([])
  }
})

test('two releases at their gates do not cancel each other, and the older does not replace the newer', async () => {
  expect(await manager.nextVersion('second')).toBe('0.2.0')
  expect((await manager.rel(`release publish ${fast}`)).exitCode).toBe(8)
  expect(await manager.nextVersion('third')).toBe('0.3.0')
  const [older] = (await team.api('dev', 'GET', '/actions/runs?status=waiting')).workflow_runs
  expect((await manager.rel(`release publish ${fast}`)).exitCode).toBe(8)
  const { workflow_runs: waiting } = await team.api('dev', 'GET', '/actions/runs?status=waiting')
  expect(waiting.map((run: Json) => run.head_branch)).toEqual(['0.3.0', '0.2.0'])

  const newer = waiting[0]
  await manager.review(newer)
  expect(await team.answers('staging')).toMatchObject({ version: '0.3.0' })
  await manager.review(older)
  expect(await team.answers('staging')).toMatchObject({ version: '0.3.0' })
  const { jobs } = await team.api('dev', 'GET', `/actions/runs/${older.id}/jobs`)
  const refused = jobs.find((job: Json) => job.name === 'staging / deploy')
  expect(refused.conclusion).toBe('failure')
  expect(String(await team.api('dev', 'GET', `/actions/jobs/${refused.id}/logs`))).toContain(
    'staging runs 0.3.0; the older 0.2.0 does not replace it.',
  )
})

test('a rejection leaves production unchanged and ends watching', async () => {
  const watching = manager.json('release watch 0.3.0 --interval 200ms')
  const rejected = await manager.json("release reject production --yes --comment 'Not on a Friday'", 'olga')
  expect(rejected).toMatchObject({
    exitCode: 0,
    outcome: 'done',
    result: { approvals: [{ environment: 'production', to: '0.3.0', from: '0.1.0', decision: 'rejected' }] },
  })
  expect(await watching).toMatchObject({
    exitCode: 3,
    error: {
      code: 'rejected',
      message: 'The deployment to production was rejected by olga: Not on a Friday',
    },
  })
  const { version, url } = await manager.runs('production')
  expect(version).toBe('0.1.0')
  expect(await (await fetch(url)).json()).toMatchObject({ version: '0.1.0', environment: 'production' })
})
