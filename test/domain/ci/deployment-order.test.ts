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
const options = (given: Partial<DeploymentOrderOptions> = {}): DeploymentOrderOptions => ({
  environment,
  version: '1.4.0',
  rollback: false,
  ...given,
})
const frozen = config('freeze: [{from: 2026-03-01T00:00:00Z, to: 2026-03-02T00:00:00Z, reason: Audit}]')

test.each<[string, DeploymentOrderFacts, DeploymentOrderOptions, boolean, RegExp]>([
  ['no other deployment', seen(9, one(9, 'in_progress')), options(), false, /^go$/],
  [
    'an older one waiting at its gate',
    seen(9, one(9, 'in_progress'), one(5, 'waiting')),
    options(),
    false,
    /^go$/,
  ],
  [
    'an older one in progress',
    seen(9, one(9, 'in_progress'), one(5, 'in_progress')),
    options(),
    false,
    /^wait .*runs\/5/,
  ],
  [
    'an older one in progress, after the own record',
    seen(9, one(9, 'in_progress', '1.4.0'), one(5, 'in_progress')),
    options(),
    true,
    /^wait/,
  ],
  [
    'a younger one that has not started',
    seen(5, one(9, 'in_progress'), one(5, 'in_progress')),
    options(),
    false,
    /^go$/,
  ],
  [
    'a younger one that has started',
    seen(5, one(9, 'in_progress', '1.5.0'), one(5, 'in_progress')),
    options(),
    false,
    /^refused Superseded: 1\.5\.0 is being deployed to production \(http/,
  ],
  [
    'a newer running version',
    seen(9, one(9, 'in_progress'), one(7, 'success', '1.5.0')),
    options(),
    false,
    /^refused .*runs 1\.5\.0; the older 1\.4\.0/,
  ],
  [
    'a newer running version and a rollback',
    seen(9, one(9, 'in_progress'), one(7, 'success', '1.5.0')),
    options({ rollback: true }),
    false,
    /^go$/,
  ],
  [
    'the same running version',
    seen(9, one(9, 'in_progress'), one(7, 'success', '1.4.0')),
    options(),
    false,
    /^go$/,
  ],
  ['an unknown running version', seen(9, one(9, 'in_progress'), one(7, 'success')), options(), false, /^go$/],
  [
    'a freeze',
    { ...seen(9, one(9, 'in_progress')), config: frozen },
    options(),
    false,
    /^refused Releases are frozen until 2026-03-02T00:00:00Z: Audit\.$/,
  ],
  [
    'an overridden freeze',
    { ...seen(9, one(9, 'in_progress')), config: frozen, overridden: ['freeze'] },
    options(),
    false,
    /^go$/,
  ],
])('decides the order of deployments: %s', (_, facts, options, isRecorded, message) => {
  const order = deploymentOrder(facts, options, isRecorded)
  expect(
    order.kind === 'go' ? 'go' : `${order.kind} ${order.kind === 'wait' ? order.why : order.refusal.message}`,
  ).toMatch(message)
})

test.each([
  ['reviewers', 'run the failed jobs again, then `rel release approve production --force freeze'],
  ['dispatch', 'Or override it by name: `rel release approve production --force freeze'],
])('says how to override a freeze with gates: %s', (gates, words) => {
  const stopped = { ...seen(9, one(9, 'in_progress')), config: { ...frozen, gates: gates as 'reviewers' } }
  expect(deploymentOrder(stopped, options(), false)).toMatchObject({
    refusal: { hint: expect.stringContaining(words) },
  })
})

/** The state of a job. `checked`: after its first check. */
type Place = 'gate' | 'started' | 'checked' | 'recorded' | 'deploying' | 'ended'
type World = Readonly<Record<number, Place>>

/** The next step of a job in the workflow; null if it waits. */
function stepOf(world: World, id: number): World | null {
  const record = (each: number): Deployment => {
    const place = world[each]!
    const state = place === 'gate' ? 'waiting' : place === 'ended' ? 'failure' : 'in_progress'
    return one(each, state, place === 'recorded' || place === 'deploying' ? '1.4.0' : null)
  }
  const go = (place: Place): World => ({ ...world, [id]: place })
  const check = (isRecorded: boolean, next: Place): World | null => {
    const order = deploymentOrder(
      seen(id, ...Object.keys(world).map((each) => record(Number(each)))),
      options(),
      isRecorded,
    )
    return order.kind === 'wait' ? null : go(order.kind === 'go' ? next : 'ended')
  }
  switch (world[id]!) {
    case 'gate':
      return go('started')
    case 'started':
      return check(false, 'checked')
    case 'checked':
      return go('recorded')
    case 'recorded':
      return check(true, 'deploying')
    case 'deploying':
      return go('ended')
    case 'ended':
      return null
  }
}

test('never runs two of three deployments at once, and none waits forever', () => {
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
    if (places.some((place) => place !== 'ended')) expect(next.length, `stuck: ${key}`).toBeGreaterThan(0)
    open.push(...next)
  }
  expect(known.size).toBeGreaterThan(100)
})

test.each([
  ['', 'production', '1.4.0'],
  ['services: {api: {paths: [services/api]}, web: {paths: [web]}}', 'production/api', 'api/1.4.0'],
])('names the service in the rollback command: %s', (text, where, named) => {
  const newer = seen(9, one(9, 'in_progress'), one(7, 'success', '1.5.0'))
  const order = deploymentOrder({ ...newer, config: config(text) }, options({ environment: where }), false)
  expect(order).toMatchObject({
    kind: 'refused',
    refusal: { hint: `Run \`rel release rollback --redeploy --to ${named}\` to deploy it anyway.` },
  })
})
