import { expect } from 'vitest'
import { createLocks, type LockRequest } from '../../src/sandbox/runner/run/locks.js'
import { pages, rule } from './runner/rule.js'

/** Requests the group and records the events. */
function requestGroup(
  locks: ReturnType<typeof createLocks>,
  name: string,
  queue: LockRequest['queue'],
  events: string[],
) {
  const request = {
    queue,
    cancelInProgress: false,
    cancel: (reason: string) => void events.push(`${name}: ${reason}`),
  }
  const { acquired, release } = locks.acquire('group', request)
  void acquired.then(() => events.push(`${name} runs`))
  return release
}
const settled = () => new Promise((done) => setImmediate(done))

rule(
  'queue: max: a hundred requests wait in order, and the next one is cancelled',
  `${pages.syntax}#concurrency`,
  async () => {
    const [locks, events] = [createLocks(), [] as string[]]
    const releases = Array.from({ length: 102 }, (_, index) =>
      requestGroup(locks, String(index), 'max', events),
    )
    await settled()
    expect(events).toEqual(['101: Canceling since 100 requests are already waiting', '0 runs'])
    events.length = 0
    for (const release of releases) {
      release()
      await settled()
    }
    expect(events).toEqual(Array.from({ length: 100 }, (_, index) => `${index + 1} runs`))
  },
)

rule('queue: single: only the newest request waits', pages.concurrency, async () => {
  const [locks, events] = [createLocks(), [] as string[]]
  const [first] = ['a', 'b', 'c'].map((name) => requestGroup(locks, name, 'single', events))
  await settled()
  expect(events).toEqual(['b: Canceling since a higher priority waiting request exists', 'a runs'])
  first?.()
  await settled()
  expect(events.at(-1)).toBe('c runs')
})
