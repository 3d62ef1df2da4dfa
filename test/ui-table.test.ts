import { expect, test } from 'vitest'
import { table, type Row } from '../src/ui/table.js'
import { wrapped } from '../src/ui/wrap.js'

const columns = [
  { name: 'NAME' },
  { name: 'BY' },
  { name: 'AGE', optional: true },
  { name: 'RUNS', below: 'named' },
  { name: 'TITLE', below: 'plain' },
] as const
const rows: readonly Row[] = [
  { cells: ['qa1', 'rosa', '', '1.2.0 abc1234', 'Show the price'], notes: ['http://qa1'] },
  { cells: ['preview/long-name', 'olga', '', '', 'Fix'] },
]
const drawn = (width: number, of = rows): string => table(columns, of, width).join('\n')

test('a table that fits has one line for each row, notes below it, and no empty optional column', () =>
  expect(drawn(55)).toBe(
    [
      'NAME               BY    RUNS           TITLE',
      'qa1                rosa  1.2.0 abc1234  Show the price',
      '  http://qa1',
      'preview/long-name  olga                 Fix',
    ].join('\n'),
  ))

test('columns that do not fit go below their rows, the last one first, and are not cut', () => {
  expect(drawn(50)).toBe(
    [
      'NAME               BY    RUNS',
      'qa1                rosa  1.2.0 abc1234',
      '  Show the price',
      '  http://qa1',
      'preview/long-name  olga',
      '  Fix',
    ].join('\n'),
  )
  expect(drawn(30)).toContain('qa1                rosa\n  runs: 1.2.0 abc1234\n  Show the price\n')
})

test('a name that does not fit has a line of its own', () =>
  expect(drawn(20)).toBe(
    [
      'NAME  BY',
      'qa1   rosa',
      '  runs: 1.2.0 abc1234',
      '  Show the price',
      '  http://qa1',
      'preview/long-name',
      '      olga',
      '  Fix',
    ].join('\n'),
  ))

test('every cell is whole at every width, and nothing but names, notes and moved cells is wider', () => {
  for (let width = 10; width < 80; width += 1) {
    const lines = drawn(width).split('\n')
    for (const cell of rows.flatMap(({ cells }) => cells))
      expect(lines.some((line) => line.includes(String(cell)))).toBe(true)
    if (width >= 18) expect(lines.filter((line) => !line.startsWith('  ') && line.length > width)).toEqual([])
  }
})

test('columns are aligned where names have wide characters, emoji or accents', () =>
  expect(
    table(
      [{ name: 'NAME' }, { name: 'BY' }],
      [
        ['設定画面', 'dev'],
        ['login 🚀', 'rosa'],
        ['cafe\u0301', 'olga'],
      ].map((cells) => ({ cells })),
      80,
    ).join('\n'),
  ).toBe('NAME      BY\n設定画面  dev\nlogin 🚀  rosa\ncafe\u0301      olga'))

test.each([
  ['fits', 80, ['fits']],
  ['one two three', 8, ['one two', '  three']],
  ['  ! note of a row', 10, ['  ! note', '    of a', '    row']],
  ['Run `rel qa deploy 2`.', 12, ['Run', '  `rel qa deploy 2`.']],
  ['✗ freeze   frozen until then', 20, ['✗ freeze   frozen', '  until then']],
  ['http://github/acme/widgets/actions', 10, ['http://github/acme/widgets/actions']],
  ['\u001B[31mError:\u001B[39m one two', 14, ['\u001B[31mError:\u001B[39m one two']],
  ['設定画面 設定画面', 5, ['設定画面 設定画面']],
])('%s in %i columns', (text, columns, lines) => expect(wrapped(text, columns)).toEqual(lines))
