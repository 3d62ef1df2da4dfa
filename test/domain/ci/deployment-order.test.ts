import { expect, test } from 'vitest'
import {
  deploymentOrder,
  type DeploymentOrderFacts,
  type DeploymentOrderOptions,
} from '../../../src/domain/ci/deployment-order.js'
import type { Deployment, DeploymentState } from '../../../src/domain/model/deployment.js'
import { config } from '../../support/facts.js'

const environment = 'production'
const commit = 'a'.repeat(40)
const one = (id: number, state: DeploymentState, version: string | null = null): Deployment => ({
  id,
  environment,
  commit,
  createdAt: '2026-03-01T09:00:00Z',
  ref: null,
  creator: 'github-actions[bot]',
  state,
  page: `http://github/actions/runs/${id}/job/1`,
  statuses: version === null ? [] : [{ description: `rel ${version} ${commit}`, url: null, at: '' }],
})
const seen = (own: number, ...deployments: readonly Deployment[]): DeploymentOrderFacts => ({
  config: config(''),
  now: '2026-03-01T10:00:00Z',
  history: { environment, deployments: deployments.toSorted((a, b) => b.id - a.id), more: null },
  own: deployments.find(({ id }) => id === own) ?? null,
  overridden: [],
  lostHotfixes: [],
})
const wish = (given: Partial<DeploymentOrderOptions> = {}): DeploymentOrderOptions => ({
  environment,
  version: '1.4.0',
  rollback: false,
  ...given,
})
const frozen = config('freeze: [{from: 2026-03-01T00:00:00Z, to: 2026-03-02T00:00:00Z, reason: Audit}]')

test.each<[string, DeploymentOrderFacts, DeploymentOrderOptions, boolean, RegExp]>([
  ['nothing else', seen(9, one(9, 'in_progress')), wish(), false, /^go$/],
  [
    'an older one that waits at its gate',
    seen(9, one(9, 'in_progress'), one(5, 'waiting')),
    wish(),
    false,
    /^go$/,
  ],
  [
    'an older one under way',
    seen(9, one(9, 'in_progress'), one(5, 'in_progress')),
    wish(),
    false,
    /^wait .*runs\/5/,
  ],
  [
    'the same after our record',
    seen(9, one(9, 'in_progress', '1.4.0'), one(5, 'in_progress')),
    wish(),
    true,
    /^wait/,
  ],
  [
    'a younger one that has not begun',
    seen(5, one(9, 'in_progress'), one(5, 'in_progress')),
    wish(),
    false,
    /^go$/,
  ],
  [
    'a younger one that has',
    seen(5, one(9, 'in_progress', '1.5.0'), one(5, 'in_progress')),
    wish(),
    false,
    /^refused production is just getting 1\.5\.0/,
  ],
  [
    'a newer version runs',
    seen(9, one(9, 'in_progress'), one(7, 'success', '1.5.0')),
    wish(),
    false,
    /^refused .*runs 1\.5\.0: the older 1\.4\.0/,
  ],
  [
    'as a rollback',
    seen(9, one(9, 'in_progress'), one(7, 'success', '1.5.0')),
    wish({ rollback: true }),
    false,
    /^go$/,
  ],
  [
    'the same version again',
    seen(9, one(9, 'in_progress'), one(7, 'success', '1.4.0')),
    wish(),
    false,
    /^go$/,
  ],
  ['what runs is not known', seen(9, one(9, 'in_progress'), one(7, 'success')), wish(), false, /^go$/],
  [
    'frozen',
    { ...seen(9, one(9, 'in_progress')), config: frozen },
    wish(),
    false,
    /^refused Releases are frozen until 2026-03-02T00:00:00Z: Audit\.$/,
  ],
  [
    'frozen, and overridden',
    { ...seen(9, one(9, 'in_progress')), config: frozen, overridden: ['freeze'] },
    wish(),
    false,
    /^go$/,
  ],
])('%s', (_, facts, wanted, begun, words) => {
  const turn = deploymentOrder(facts, wanted, begun)
  expect(
    turn.kind === 'go' ? 'go' : `${turn.kind} ${turn.kind === 'wait' ? turn.why : turn.refusal.message}`,
  ).toMatch(words)
})

test.each([
  ['reviewers', 'run the failed jobs again, then `rel release approve production --force freeze'],
  ['dispatch', 'Or override it by name: `rel release approve production --force freeze'],
])('frozen behind the gates of %s: how to override it', (gates, words) => {
  const stopped = { ...seen(9, one(9, 'in_progress')), config: { ...frozen, gates: gates as 'reviewers' } }
  expect(deploymentOrder(stopped, wish(), false)).toMatchObject({
    refusal: { hint: expect.stringContaining(words) },
  })
})

/** Where a job is: at its gate, started, looked once, recorded, deploying, over. */
type Place = 'gate' | 'started' | 'looked' | 'recorded' | 'deploying' | 'over'
type World = Readonly<Record<number, Place>>

/** One step of a job, as the workflow makes it; null: it waits. */
function stepOf(world: World, id: number): World | null {
  const record = (each: number): Deployment => {
    const place = world[each]!
    const state = place === 'gate' ? 'waiting' : place === 'over' ? 'failure' : 'in_progress'
    return one(each, state, place === 'recorded' || place === 'deploying' ? '1.4.0' : null)
  }
  const go = (place: Place): World => ({ ...world, [id]: place })
  const look = (begun: boolean, next: Place): World | null => {
    const turn = deploymentOrder(
      seen(id, ...Object.keys(world).map((each) => record(Number(each)))),
      wish(),
      begun,
    )
    return turn.kind === 'wait' ? null : go(turn.kind === 'go' ? next : 'over')
  }
  switch (world[id]!) {
    case 'gate':
      return go('started')
    case 'started':
      return look(false, 'looked')
    case 'looked':
      return go('recorded')
    case 'recorded':
      return look(true, 'deploying')
    case 'deploying':
      return go('over')
    case 'over':
      return null
  }
}

test('three gates that open at any moment: never two at once, and nobody waits for ever', () => {
  const known = new Set<string>()
  const open: World[] = [{ 1: 'gate', 2: 'gate', 3: 'gate' }]
  for (let world = open.pop(); world; world = open.pop()) {
    const key = JSON.stringify(world)
    if (known.has(key)) continue
    known.add(key)
    const places = Object.values(world)
    expect(places.filter((place) => place === 'deploying').length, key).toBeLessThanOrEqual(1)
    const now = world
    const next = Object.keys(now).flatMap((id): World[] => {
      const after = stepOf(now, Number(id))
      return after ? [after] : []
    })
    if (places.some((place) => place !== 'over')) expect(next.length, `stuck: ${key}`).toBeGreaterThan(0)
    open.push(...next)
  }
  expect(known.size).toBeGreaterThan(100)
})

test.each([
  ['', 'production', '1.4.0'],
  ['services: {api: {paths: [services/api]}, web: {paths: [web]}}', 'production/api', 'api/1.4.0'],
])('the way back that is printed names the service: %s', (text, where, named) => {
  const newer = seen(9, one(9, 'in_progress'), one(7, 'success', '1.5.0'))
  const turn = deploymentOrder({ ...newer, config: config(text) }, wish({ environment: where }), false)
  expect(turn).toMatchObject({
    kind: 'refused',
    refusal: { hint: `\`rel release rollback --redeploy --to ${named}\` does that on purpose.` },
  })
})
