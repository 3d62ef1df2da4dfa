import { expect } from 'vitest'
import { createLocks, type Claim } from '../../src/sandbox/runner/run/locks.js'
import { pages, rule } from './runner/rule.js'

/** Asks for a turn, and writes down how that goes. */
function ask(locks: ReturnType<typeof createLocks>, name: string, queue: Claim['queue'], told: string[]) {
  const claim = {
    queue,
    cancelInProgress: false,
    cancel: (reason: string) => void told.push(`${name}: ${reason}`),
  }
  const { turn, release } = locks.take('group', claim)
  void turn.then(() => told.push(`${name} runs`))
  return release
}
const settled = () => new Promise((done) => setImmediate(done))

rule(
  'queue: max: a hundred wait in their order, the next is turned away',
  `${pages.syntax}#concurrency`,
  async () => {
    const [locks, told] = [createLocks(), [] as string[]]
    const releases = Array.from({ length: 102 }, (_, at) => ask(locks, String(at), 'max', told))
    await settled()
    expect(told).toEqual(['101: Canceling since 100 requests are already waiting', '0 runs'])
    told.length = 0
    for (const release of releases) {
      release()
      await settled()
    }
    expect(told).toEqual(Array.from({ length: 100 }, (_, at) => `${at + 1} runs`))
  },
)

rule('queue: single: the newest alone waits', pages.concurrency, async () => {
  const [locks, told] = [createLocks(), [] as string[]]
  const [first] = ['a', 'b', 'c'].map((name) => ask(locks, name, 'single', told))
  await settled()
  expect(told).toEqual(['b: Canceling since a higher priority waiting request exists', 'a runs'])
  first?.()
  await settled()
  expect(told.at(-1)).toBe('c runs')
})
