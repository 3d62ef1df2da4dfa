import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/sandbox/data.js'

test('finds the package root from any folder in the package, and fails outside', () => {
  const root = resolve(import.meta.dirname, '../..')
  expect(packageRoot()).toBe(root)
  expect(packageRoot(import.meta.dirname)).toBe(root)
  expect(() => packageRoot('/')).toThrow('The files of rel are missing')
})
