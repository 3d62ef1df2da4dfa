import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/sandbox/data.js'

test('the root of the package is found from any folder in it, and nowhere else', () => {
  const root = resolve(import.meta.dirname, '../..')
  expect(packageRoot()).toBe(root)
  expect(packageRoot(import.meta.dirname)).toBe(root)
  expect(() => packageRoot('/')).toThrow('The files of rel are missing')
})
