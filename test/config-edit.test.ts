import { expect, test } from 'vitest'
import { withSettings } from '../src/config/edit.js'

const wanted = [
  { key: 'environments', value: ['dev', 'production'] },
  { key: 'image.name', value: 'registry.example/app' },
  { key: 'image.build', value: 'own' },
]

test('a new file says what it is, and one key a line', () => {
  expect(withSettings(null, wanted).text.split('\n').slice(2)).toEqual([
    'environments: [dev, production]',
    'image: {name: registry.example/app, build: own}',
    '',
  ])
})

test.each([
  [
    'at the end',
    '# ours\nqa: {ttl: 72h}   # three days\n',
    'gates',
    '# ours\nqa: {ttl: 72h}   # three days\ngates: x\n',
  ],
  ['without a newline', 'qa: {ttl: 72h}', 'gates', 'qa: {ttl: 72h}\ngates: x\n'],
  ['of comments alone', '# nothing yet\n', 'gates', '# nothing yet\ngates: x\n'],
  ['that is empty', '', 'gates', 'gates: x\n'],
  ['in braces', '{qa: {ttl: 72h}}\n', 'gates', '{qa: {ttl: 72h}, gates: x}\n'],
  [
    'into a key that is there',
    'image:\n  # ours\n  build: own # yes\n',
    'image.name',
    'image:\n  # ours\n  build: own # yes\n  name: x\n',
  ],
  ['after a document end', 'qa: {ttl: 72h}\n...\n', 'gates', 'qa: {ttl: 72h}\ngates: x\n...\n'],
])('a key is added %s', (_, before, key, after) => {
  expect(withSettings(before, [{ key, value: 'x' }])).toEqual({ text: after, overruled: [] })
})

test('what the file says stays, and is told', () => {
  const text = 'gates: reviewers # decided in March\nenvironments: [dev]\n'
  const asked = [
    { key: 'gates', value: 'dispatch' },
    { key: 'environments', value: ['dev'] },
  ]
  expect(withSettings(text, asked)).toEqual({
    text,
    overruled: [{ key: 'gates', value: 'dispatch', found: 'reviewers' }],
  })
})
