import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { stamp, stampOf } from '../../src/workflows/stamp.js'
import { updateOf } from '../../src/workflows/update.js'

const body = 'name: Sweep\non: push\n'
const wanted = { path: '.github/workflows/sweep.yml', owner: 'rel', text: stamp(body, '0.2.0') } as const
const ofTeam = { path: '.github/actions/build/action.yml', owner: 'team', text: 'name: Build\n' } as const
const older = stamp('name: Sweep\n', '0.1.0')
const windows = (text: string): string => text.replaceAll('\n', '\r\n')

test('the first line is a comment with the version, and detects changes', () => {
  const text = stamp(body, '0.1.0')
  expect(text.split('\n')[0]).toBe(
    '# Kept current by rel 0.1.0, sha256:6edf288f9daa4d0f. A file that people change is left alone.',
  )
  expect(parse(text)).toEqual(parse(body))
  expect(stampOf(text)).toEqual({ version: '0.1.0', isUnchanged: true })
  expect(stampOf(windows(text))).toEqual({ version: '0.1.0', isUnchanged: true })
  expect(stampOf(`${text}# mine\n`)).toEqual({ version: '0.1.0', isUnchanged: false })
  expect(stampOf(body)).toBeNull()
  expect(stampOf('')).toBeNull()
})

test.each([
  ['no file', null, wanted, 'created', 'it does not exist yet'],
  ['the same text', wanted.text, wanted, 'unchanged', 'it is up to date'],
  ['the same text, checked out on Windows', windows(wanted.text), wanted, 'unchanged', 'it is up to date'],
  ['an older one', older, wanted, 'updated', 'unchanged since rel 0.1.0 wrote it'],
  [
    'an older one, checked out on Windows',
    windows(older),
    wanted,
    'updated',
    'unchanged since rel 0.1.0 wrote it',
  ],
  ['only another version', stamp(body, '0.1.0'), wanted, 'updated', 'unchanged since rel 0.1.0 wrote it'],
  ['changed by hand', `${older} `, wanted, 'kept', 'it was changed by hand since rel 0.1.0 wrote it'],
  ['without the first line', body, wanted, 'kept', 'not managed by rel'],
  [
    'written by a newer rel',
    stamp('name: S\n', '0.10.0'),
    wanted,
    'kept',
    'it was written by a newer rel, 0.10.0',
  ],
  ['a file of the team, missing', null, ofTeam, 'created', 'it does not exist yet'],
  ['a file of the team, changed', 'name: Ours\n', ofTeam, 'kept', 'it belongs to the team'],
  ['a file of the team, unchanged', ofTeam.text, ofTeam, 'unchanged', 'it is up to date'],
] as const)('%s', (_name, existing, file, action, reason) => {
  const text = action === 'created' || action === 'updated' ? file.text : existing
  expect(updateOf(existing, file)).toEqual({ action, text, reason })
})
