import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { stamp, stampOf } from '../../src/workflows/stamp.js'
import { updateOf } from '../../src/workflows/update.js'

const body = 'name: Sweep\non: push\n'
const wanted = { path: '.github/workflows/sweep.yml', owner: 'rel', text: stamp(body, '0.2.0') } as const
const ofTeam = { path: '.github/actions/build/action.yml', owner: 'team', text: 'name: Build\n' } as const
const older = stamp('name: Sweep\n', '0.1.0')
const windows = (text: string): string => text.replaceAll('\n', '\r\n')

test('the line is a comment, says who wrote the file, and is true until somebody changes something', () => {
  const text = stamp(body, '0.1.0')
  expect(text.split('\n')[0]).toBe(
    '# Kept current by rel 0.1.0, sha256:6edf288f9daa4d0f. A file that people change is left alone.',
  )
  expect(parse(text)).toEqual(parse(body))
  expect(stampOf(text)).toEqual({ version: '0.1.0', isTrue: true })
  expect(stampOf(windows(text))).toEqual({ version: '0.1.0', isTrue: true })
  expect(stampOf(`${text}# mine\n`)).toEqual({ version: '0.1.0', isTrue: false })
  expect(stampOf(body)).toBeNull()
  expect(stampOf('')).toBeNull()
})

test.each([
  ['no file', null, wanted, 'created', 'it is not there yet'],
  ['the same', wanted.text, wanted, 'unchanged', 'it is as wanted'],
  ['the same, checked out on Windows', windows(wanted.text), wanted, 'unchanged', 'it is as wanted'],
  ['an older one', older, wanted, 'updated', 'rel 0.1.0 wrote it, and nobody changed it'],
  [
    'an older one, checked out on Windows',
    windows(older),
    wanted,
    'updated',
    'rel 0.1.0 wrote it, and nobody changed it',
  ],
  [
    'only the version is another',
    stamp(body, '0.1.0'),
    wanted,
    'updated',
    'rel 0.1.0 wrote it, and nobody changed it',
  ],
  ['one more space', `${older} `, wanted, 'kept', 'it was changed by hand since rel 0.1.0 wrote it'],
  ['the line is gone', body, wanted, 'kept', 'rel did not write it'],
  ['a newer rel was here', stamp('name: S\n', '0.10.0'), wanted, 'kept', 'a newer rel, 0.10.0, wrote it'],
  ['a file of the team, missing', null, ofTeam, 'created', 'it is not there yet'],
  ['a file of the team, theirs by now', 'name: Ours\n', ofTeam, 'kept', 'it belongs to the team'],
  ['a file of the team, untouched', ofTeam.text, ofTeam, 'unchanged', 'it is as wanted'],
] as const)('%s', (_name, existing, file, action, reason) => {
  const text = action === 'created' || action === 'updated' ? file.text : existing
  expect(updateOf(existing, file)).toEqual({ action, text, reason })
})
