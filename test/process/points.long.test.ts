import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import type { Json } from '../support/sandbox.js'

/** What the jobs of each event take from the limits of the repository's workflow tokens, at ten labelled pull requests. */
let team: Team
const numbers: number[] = []
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
  for (let index = 1; index <= 10; index += 1) {
    await team.commit(`feature/${index}`, { [`${index}.txt`]: 'a' })
    numbers.push(await team.open(`feature/${index}`, ['deploy']))
  }
  await team.idle()
}, 300_000)
afterAll(() => team?.stop())

test('measure', async () => {
  const merged = await team.open(await branch('merged'))
  await team.idle()
  await measured('push', async () => {
    await team.commit('feature/1', { '1.txt': 'b' }, 'origin/feature/1')
  })
  await measured('label set', () => team.label(numbers[1]!, 'deploy/qa1'))
  await measured('label removed', () => team.unlabel(numbers[1]!, 'deploy/qa1'))
  await measured('closed', () => team.api('dev', 'PATCH', `/pulls/${numbers[2]}`, { state: 'closed' }))
  await measured('main', () => team.merge(merged))
  const [draft] = await team.api('rosa', 'GET', '/releases')
  console.log(draft.tag_name)
  await measured('release', async () => {
    await team.publish(draft.tag_name)
    for (const environment of ['staging', 'production']) {
      await team.idle()
      const { workflow_runs: runs } = await team.api('rosa', 'GET', '/actions/runs?status=waiting')
      const path = `/actions/runs/${runs[0].id}/pending_deployments`
      const pending = await team.api('rosa', 'GET', path)
      await team.api('rosa', 'POST', path, {
        environment_ids: pending.map((one: Json) => one.environment.id),
        state: 'approved',
        comment: environment,
      })
    }
  })
  expect(await team.answers('production')).toMatchObject({ version: draft.tag_name })
}, 300_000)

async function branch(name: string) {
  await team.commit(name, { [`${name}.txt`]: 'a' })
  return name
}

async function measured(name: string, act: () => Promise<unknown>) {
  await team.sandbox.clearRequests()
  await act()
  await team.idle()
  const all = (await team.sandbox.requests()).filter(({ kind, token }) => kind === 'api' && token === 'workflow')
  const counts = new Map<string, { count: number; points: number; free: number }>()
  for (const { operation, points, status } of all) {
    const key = points === null ? `REST ${operation}` : `query ${operation}`
    const row = counts.get(key) ?? { count: 0, points: 0, free: 0 }
    counts.set(key, { count: row.count + 1, points: row.points + (points ?? 0), free: row.free + (status === 304 ? 1 : 0) })
  }
  const points = all.reduce((sum, one) => sum + (one.points ?? 0), 0)
  const rest = all.filter((one) => one.points === null && one.status !== 304).length
  const graphql = all.filter((one) => one.points !== null).length
  console.log(`== ${name}: ${points} points (${graphql} queries), ${rest} REST`)
  for (const [key, row] of [...counts].toSorted((a, b) => b[1].points - a[1].points))
    console.log(`   ${key} x${row.count} ${row.points} points ${row.free ? `${row.free} free` : ''}`)
}
