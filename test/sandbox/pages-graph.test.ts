import { expect, test } from 'vitest'
import { graphOf } from '../../src/sandbox/pages/graph.js'
import { Html } from '../../src/sandbox/pages/html.js'
import type { Job, Run, RunNode } from '../../src/sandbox/state/actions-rows.js'

const node = (key: string, ...needs: string[]): RunNode => ({ key, name: key.replaceAll('/', ' / '), needs })
const job = (id: number, key: string, conclusion: string | null, name = key): Job =>
  ({ id, node: key, name, status: conclusion === null ? 'queued' : 'completed', conclusion }) as Job
/** The label of the graph and the positions of its boxes. */
function drawn(graph: readonly RunNode[], jobs: readonly Job[]) {
  const picture = graphOf({ graph } as unknown as Run, jobs)
  const text = picture instanceof Html ? picture.text : ''
  return {
    words: /aria-label="Jobs: ([^"]*)"/.exec(text)?.[1],
    places: [...text.matchAll(/<rect\s+x="(\d+)"\s+y="(\d+)"/g)].map(([, x, y]) => `${x},${y}`),
    lines: [...text.matchAll(/<path/g)].length,
  }
}

test('places jobs to the right of the jobs that they need, started or not', () => {
  const graph = [node('plan'), node('build', 'plan'), node('test', 'plan'), node('deploy', 'build', 'test')]
  expect(drawn(graph, [job(1, 'plan', 'success'), job(2, 'build', null), job(3, 'build', null)])).toEqual({
    words: 'plan; build after plan; test after plan; deploy after build and test',
    places: ['0,0', '260,0', '260,62', '520,0'],
    lines: 4,
  })
})

test('shows a skipped called workflow as one box', () => {
  const graph = [
    node('plan'),
    node('call/a', 'plan'),
    node('call/b', 'call/a'),
    node('end', 'call/a', 'call/b'),
  ]
  expect(
    drawn(graph, [job(1, 'plan', 'success'), job(2, 'call', 'skipped'), job(3, 'end', 'skipped')]),
  ).toEqual({
    words: 'plan; call after plan; end after call',
    places: ['0,0', '260,0', '520,0'],
    lines: 2,
  })
})

test('shows jobs without a graph node; shows no graph without jobs', () => {
  const loose = { id: 7, name: 'loose', status: 'completed', conclusion: 'success' } as Job
  expect(drawn([], [loose]).words).toBe('loose')
  expect(graphOf({} as Run, [])).toBe(null)
})
