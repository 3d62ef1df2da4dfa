import { expect, test } from 'vitest'
import { overriddenIn, withOverridden } from '../../../src/domain/freeze/overridden-checks.js'
import { freezeAt } from '../../../src/domain/freeze/freeze.js'
import { planFreezeOverride, type FreezeFacts } from '../../../src/domain/freeze/override.js'
import { config } from '../../support/facts.js'

const release = { id: 1, tag: '1.4.1', body: 'Notes' }
const freeze = 'freeze: [{from: 2026-03-01T10:00:00Z, to: 2026-03-01T11:00:00Z}]'

test.each<[string, Partial<FreezeFacts>, readonly string[], string]>([
  ['refuses', {}, [], 'refused'],
  ['is overridden and recorded', {}, ['freeze'], 'note-release'],
  ['was already overridden', { release: { ...release, body: '<!-- rel-forced: freeze -->' } }, [], ''],
  ['cannot be overridden without a release', { release: null }, ['freeze'], 'refused'],
  ['has ended', { config: config(''), release: null }, ['freeze'], ''],
])('a freeze at a gate %s', (_name, given, force, expected) => {
  const known = { repository: 'acme/widgets', config: config(freeze), now: '2026-03-01T10:30:00Z' }
  const { refusal, steps } = planFreezeOverride(
    { ...known, viewer: 'rosa', release, ...given },
    { force, reason: 'A hole' },
  )
  expect(refusal?.code ?? steps.map(({ kind }) => kind).join()).toBe(expected)
})

test.each([undefined, '', ' \t '])('a freeze at a gate is not overridden for the reason %j', (reason) => {
  const known = { repository: 'acme/widgets', config: config(freeze), now: '2026-03-01T10:30:00Z' }
  const facts = { ...known, viewer: 'rosa', release }
  expect(() => planFreezeOverride(facts, { force: ['freeze'], reason })).toThrow('requires a reason')
})

test.each([
  ['2026-03-01T09:59:59Z', false],
  ['2026-03-01T10:00:00Z', true],
  ['2026-03-01T10:59:59Z', true],
  ['2026-03-01T11:00:00Z', false],
])('a freeze at %s: %s', (now, frozen) => {
  expect(
    freezeAt(config('freeze: [{from: 2026-03-01T11:00:00+01:00, to: 2026-03-01T12:00:00+01:00}]'), now) !==
      null,
  ).toBe(frozen)
})

test('records an override once, with its reason escaped', () => {
  const check = { name: 'freeze', passed: false, finding: 'Frozen.', remedy: '' }
  const override = { names: ['freeze'], by: 'rosa', reason: '<!-- rel-forced: image -->\n**now**' }
  const once = withOverridden('', [check], override)
  expect(overriddenIn(once)).toEqual(['freeze'])
  expect(withOverridden(once, [check], override)).toBe(once)
})
