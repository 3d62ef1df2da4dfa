import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPull, rel, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
let number: number
beforeAll(async () => {
  sandbox = await startSandbox()
  number = await openPull(sandbox, 'feature/clock')
})
afterAll(() => stopFaithful(sandbox))

const clock = async (...words: readonly string[]) => {
  const { status, out } = await rel(
    sandbox.home,
    'sandbox',
    'clock',
    '--dir',
    sandbox.dir,
    ...words,
    '--json',
  )
  return { exit: status, ...JSON.parse(out) }
}
const hour = 3_600_000
/** Whether two times are equal, apart from the duration of the test. */
const near = (one: number, other: number): boolean => Math.abs(one - other) < 60_000
const date = (headers: Headers): number => Date.parse(headers.get('date') ?? '')
const comment = async () =>
  sandbox.api('dev', 'POST', `/repos/acme/widgets/issues/${number}/comments`, { body: 'When?' })

test('advances dates, headers, limits and merge times, also after a kill', async () => {
  const before = await comment()
  const reset = Number(before.headers.get('x-ratelimit-reset'))
  expect(await clock('--advance', '72h')).toMatchObject({ exit: 0, result: { aheadMs: 72 * hour } })
  const after = await comment()
  expect(near(Date.parse(after.body.created_at) - Date.parse(before.body.created_at), 72 * hour)).toBe(true)
  expect(near(date(after.headers) - date(before.headers), 72 * hour)).toBe(true)
  expect(Number(after.headers.get('x-ratelimit-reset'))).toBeGreaterThan(reset + 71 * 3600)
  expect(after.headers.get('x-ratelimit-used')).toBe('1')
  sandbox.kill()
  await sandbox.restart()
  expect((await clock()).result.aheadMs).toBe(72 * hour)
  const kept = await comment()
  expect(near(date(kept.headers), date(after.headers))).toBe(true)
  const { body } = await sandbox.api('rosa', 'PUT', `/repos/acme/widgets/pulls/${number}/merge`, {})
  const merged = await sandbox.api('rosa', 'GET', `/repos/acme/widgets/commits/${body.sha}`)
  expect(near(Date.parse(merged.body.commit.committer.date), date(kept.headers))).toBe(true)
})

test('--set moves the clock to any time, even back, and resets the hourly limit', async () => {
  expect((await clock('--set', '2031-05-01T10:00:00+02:00')).result.now).toMatch(/^2031-05-01T08:00:0/)
  expect((await comment()).body.created_at).toMatch(/^2031-05-01T08:0/)
  expect((await clock('--set', '2026-03-01T09:00:00Z')).result.now).toMatch(/^2026-03-01T09:00:0/)
  const { headers } = await comment()
  expect(headers.get('date')).toMatch(/01 Mar 2026 09:0/)
  expect(Number(headers.get('x-ratelimit-reset')) * 1000 - date(headers)).toBeLessThanOrEqual(hour + 60_000)
})

test('refuses an invalid time without moving the clock', async () => {
  const before = (await clock()).result.aheadMs
  for (const words of [
    ['--advance=-2h'],
    ['--advance', '2 weeks'],
    ['--set', 'tomorrow'],
    ['--set', '2026-03-01T09:00:00'],
    ['--advance', '999999999d'],
    ['--advance', '1h', '--set', '2026-03-01T09:00:00Z'],
  ])
    expect(await clock(...words), words.join(' ')).toMatchObject({ exit: 2, error: { code: 'usage' } })
  expect((await clock()).result.aheadMs).toBe(before)
})
