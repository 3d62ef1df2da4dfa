import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import type { Json } from '../support/sandbox.js'

/** What all jobs of an event take from the limits of their repository: points, and REST requests without those answered 304. */
interface Taken {
  readonly points: number
  readonly rest: number
  /** The number of calls of each GraphQL operation, and the points of one. */
  readonly calls: Readonly<Record<string, readonly [count: number, cost: number]>>
}

/** At ten labelled pull requests. Budgets: docs/performance.md. */
const expected: Readonly<Record<string, Taken>> = {
  'push to a pull request with a preview': {
    points: 92,
    rest: 1,
    calls: { CiPullRequests: [3, 30], Deployments: [1, 1], BuildInputs: [1, 1] },
  },
  'label set': { points: 61, rest: 3, calls: { CiPullRequests: [2, 30], Deployments: [1, 1] } },
  'label removed': { points: 92, rest: 1, calls: { CiPullRequests: [3, 30], Deployments: [2, 1] } },
  'pull request closed': { points: 92, rest: 1, calls: { CiPullRequests: [3, 30], Deployments: [2, 1] } },
  'push to main until the draft': {
    points: 134,
    rest: 10,
    calls: {
      CiPullRequests: [4, 30],
      History: [1, 7],
      Deployments: [3, 1],
      Releases: [2, 1],
      BuildInputs: [1, 1],
      CommitPullRequests: [1, 1],
    },
  },
  'release through staging and production': {
    points: 20,
    rest: 8,
    calls: { Configuration: [9, 1], Publish: [6, 1], Deployments: [4, 1], Line: [1, 1] },
  },
  sweep: { points: 138, rest: 1, calls: { Claims: [1, 97], CiPullRequests: [1, 30], Deployments: [11, 1] } },
}

let team: Team
let labelled: readonly number[]
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
  const numbers: number[] = []
  for (let index = 1; index <= 10; index += 1) numbers.push(await opened(`feature/${index}`, ['deploy']))
  await team.idle()
  labelled = numbers
}, 240_000)
afterAll(() => team?.stop())

async function opened(branch: string, labels: readonly string[] = []): Promise<number> {
  await team.commit(branch, { [`${branch}.txt`]: 'a' })
  return team.open(branch, labels)
}

/** The requests of the jobs that an event starts. */
async function takenBy(event: () => Promise<unknown>): Promise<Taken> {
  await team.sandbox.clearRequests()
  await event()
  await team.idle()
  const requests = (await team.sandbox.requests()).filter(
    ({ kind, token }) => kind === 'api' && token === 'workflow',
  )
  const calls: Record<string, readonly [number, number]> = {}
  for (const { operation, points } of requests)
    if (points !== null) calls[operation] = [(calls[operation]?.[0] ?? 0) + 1, points]
  return {
    points: requests.reduce((sum, { points }) => sum + (points ?? 0), 0),
    rest: requests.filter(({ points, status }) => points === null && status !== 304).length,
    calls,
  }
}

async function releaseTheDraft(): Promise<void> {
  const [{ tag_name: tag }] = await team.api('rosa', 'GET', '/releases')
  await team.publish(tag)
  for (const state of ['staging', 'production']) {
    await team.reaches(state, 'waiting')
    const { workflow_runs: runs } = await team.api('rosa', 'GET', '/actions/runs?status=waiting')
    const path = `/actions/runs/${runs[0].id}/pending_deployments`
    const waiting: readonly Json[] = await team.api('rosa', 'GET', path)
    const environments = waiting.map(({ environment }) => environment.id)
    await team.api('rosa', 'POST', path, { environment_ids: environments, state: 'approved', comment: '' })
  }
  await team.idle()
  expect(await team.answers('production')).toMatchObject({ version: tag })
}

test('the jobs of each event take as many points and requests as listed', async () => {
  const [, second, third] = labelled
  const merged = await opened('merged')
  await team.idle()
  const events: Readonly<Record<string, () => Promise<unknown>>> = {
    'push to a pull request with a preview': () =>
      team.commit('feature/1', { '1.txt': 'b' }, 'origin/feature/1'),
    'label set': () => team.label(second!, 'deploy/qa1'),
    'label removed': () => team.unlabel(second!, 'deploy/qa1'),
    'pull request closed': () => team.api('dev', 'PATCH', `/pulls/${third}`, { state: 'closed' }),
    'push to main until the draft': () => team.merge(merged),
    'release through staging and production': releaseTheDraft,
    sweep: () => team.api('dev', 'POST', '/actions/workflows/sweep.yml/dispatches', { ref: 'main' }),
  }
  const taken: Record<string, Taken> = {}
  for (const [name, event] of Object.entries(events)) {
    taken[name] = await takenBy(event)
    process.stdout.write(`${name}: ${JSON.stringify(taken[name])}\n`)
  }
  expect(taken).toEqual(expected)
}, 240_000)
