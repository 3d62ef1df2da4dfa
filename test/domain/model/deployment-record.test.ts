import { expect, test } from 'vitest'
import {
  isRecord,
  readRecord,
  recordText,
  type DeploymentRecord,
} from '../../../src/domain/model/deployment-record.js'
import { randomFrom } from '../../support/random.js'

test('parses every record that it writes, in at most 140 characters', () => {
  const draw = randomFrom(7)
  const hex = (length: number): string => Array.from({ length }, () => draw.below(16).toString(16)).join('')
  for (let left = 500; left > 0; left -= 1) {
    const kind = draw.oneOf(['version', 'pr', 'main'] as const)
    const record: DeploymentRecord = {
      version: kind === 'version' ? `${draw.below(99)}.${draw.below(999)}.${draw.below(999)}` : null,
      pr: kind === 'pr' ? 1 + draw.below(1_000_000) : null,
      commit: hex(40),
      digest: draw.chance(30) ? null : `sha256:${hex(64)}`,
    }
    expect(readRecord(recordText(record))).toEqual(record)
    expect(isRecord(recordText(record))).toBe(true)
    expect(recordText(record).length).toBeLessThanOrEqual(140)
  }
})

const commit = 'a'.repeat(40)
test.each([
  '',
  `rel 1.4.0`,
  `rel 1.4.0 ${'a'.repeat(39)}`,
  `rel 1.4.0 ${commit} sha256:abc`,
  `rel 1.4.0 ${commit} sha256:${'b'.repeat(64)} more`,
  `rel pr x ${commit}`,
  `Rel 1.4.0 ${commit}`,
  ` rel 1.4.0 ${commit}`,
  `rel 1.4.0 ${commit}\nrel 1.5.0 ${commit}`,
])('does not parse %j as a record', (text) => expect(readRecord(text)).toBeNull())

test('recognises the record of another version of rel without parsing it', () => {
  const text = `rel 1.4.0 ${commit} sha512:abc by rosa`
  expect([readRecord(text), isRecord(text), isRecord('Deployed by hand')]).toEqual([null, true, false])
})
