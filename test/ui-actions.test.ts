import { expect, test } from 'vitest'
import { answered } from '../src/domain/plan/report.js'
import { outputsText, summaryText } from '../src/ui/actions.js'

test('a value cannot end itself, and none can foresee the delimiter', () => {
  const [one, other] = [outputsText({ a: 'x' }), outputsText({ a: 'x' })]
  expect(one).toMatch(/^a<<(rel-[0-9a-f-]{36})\nx\n\1\n$/)
  expect(one).not.toBe(other)
})

test('names of branches are no markup in the summary', () => {
  const report = answered('ci plan', undefined, '')
  expect(summaryText(report, ['`x` <img src=y> [z](w)\n# h'])).toBe(
    '### rel ci plan\n\n- \\`x\\` \\<img src=y\\> \\[z\\](w) # h\n',
  )
})
