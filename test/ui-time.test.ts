import { expect, test } from 'vitest'
import { elapsed, readable, relativeTime } from '../src/ui/time.js'

const now = Date.parse('2026-03-01T12:00:00Z')
test.each([
  ['2026-03-01T11:59:30Z', 'just now'],
  ['2026-03-01T11:55:00Z', '5 min ago'],
  ['2026-03-01T09:00:00Z', '3 h ago'],
  ['2026-02-26T12:00:00Z', '3 d ago'],
  ['2025-12-01T12:00:00Z', '2025-12-01'],
  ['2026-03-01T14:30:00Z', 'in 2 h'],
  ['2100-01-01T00:00:00Z', '2100-01-01'],
])('%s is %s', (time, text) => expect(relativeTime(time, now)).toBe(text))

test.each([
  [8_900, '8 s'],
  [80_000, '1 min 20 s'],
  [7_500_000, '2 h 5 min'],
])('%i ms take %s', (milliseconds, text) => expect(elapsed(milliseconds)).toBe(text))

test('a message has short digests, and times that people read', () => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
  expect(readable(`Frozen until 2100-01-01T00:00:00Z, ${digest}.`)).toBe(
    'Frozen until 2100-01-01 00:00 UTC, sha256:0123456789ab.',
  )
  const recent = new Date(Date.now() - 3 * 3_600_000 - 1000).toISOString()
  expect(readable(`since ${recent}`)).toMatch(/^since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(3 h ago\)$/)
})
