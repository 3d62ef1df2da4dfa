import { execa } from 'execa'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { mutants } from './table.js'

const root = resolve(import.meta.dirname, '../..')

test('the text of every mutant occurs once, and its tests exist', async () => {
  const { stdout, exitCode } = await execa(process.execPath, ['scripts/mutants.js', '--list'], {
    cwd: root,
    reject: false,
  })
  const lines = stdout.split('\n')
  expect(lines.filter((line) => !line.startsWith('valid '))).toEqual([])
  expect([exitCode, lines.length]).toEqual([0, mutants.length])
})

test('mutants have unique names', () => {
  const names = mutants.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('reports an unknown mutant', async () => {
  const { stderr, exitCode } = await execa(process.execPath, ['scripts/mutants.js', 'nothing'], {
    cwd: root,
    reject: false,
  })
  expect([exitCode, stderr.split('\n')[0]]).toEqual([2, 'Unknown mutant: nothing'])
})
