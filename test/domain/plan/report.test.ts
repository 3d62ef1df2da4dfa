import { expect, test } from 'vitest'
import type { ShownCheck } from '../../../src/domain/plan/check.js'
import { answered, withEarlierChecks } from '../../../src/domain/plan/report.js'

test('keeps the checks of every round', () => {
  const at = (name: string): ShownCheck => ({ name, status: 'passed', finding: 'It ships.', remedy: '' })
  const round = (name: string) => ({ ...answered('release approve', name, name), checks: [at(name)] })
  const report = withEarlierChecks(round('staging'), round('production'))
  expect(report).toMatchObject({ summary: 'production', result: 'production' })
  expect(report.checks.map(({ name }) => name)).toEqual(['staging', 'production'])
})
