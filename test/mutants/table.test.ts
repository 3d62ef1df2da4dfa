import { execa } from 'execa'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { mutants } from './table.js'

const root = resolve(import.meta.dirname, '../..')

test('every mutant has a text that stands once, and tests that exist', async () => {
  const { stdout, exitCode } = await execa(process.execPath, ['scripts/mutants.js', '--list'], {
    cwd: root,
    reject: false,
  })
  const lines = stdout.split('\n')
  expect(lines.filter((line) => !line.startsWith('valid '))).toEqual([])
  expect([exitCode, lines.length]).toEqual([0, mutants.length])
})

test('the names of mutants are unique', () => {
  const names = mutants.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('an unknown mutant is said to be one', async () => {
  const { stderr, exitCode } = await execa(process.execPath, ['scripts/mutants.js', 'nothing'], {
    cwd: root,
    reject: false,
  })
  expect([exitCode, stderr.split('\n')[0]]).toEqual([2, 'Unknown mutant: nothing'])
})
