import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { unpack } from '../../src/sandbox/runner/job/unpack.js'
import { zip } from '../../src/sandbox/zip.js'

function folders() {
  const home = mkdtempSync(join(tmpdir(), 'rel-unpack-test-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const [inside, outside] = [join(home, 'inside'), join(home, 'outside')]
  mkdirSync(inside)
  mkdirSync(outside)
  return { inside, outside }
}
const archiveOf = (name: string) => zip([{ name, content: 'planted' }])

test('writes files and folders below the folder', () => {
  const { inside } = folders()
  unpack(archiveOf('a/b/../c.txt'), inside)
  expect(readFileSync(join(inside, 'a', 'c.txt'), 'utf8')).toBe('planted')
})

test.each(['../outside/x', 'a/../../outside/x', '..', '../inside-too/x'])('refuses the name %s', (name) => {
  const { inside, outside } = folders()
  expect(() => unpack(archiveOf(name), inside)).toThrow('outside of its folder')
  expect(existsSync(join(outside, 'x'))).toBe(false)
})

test.each([
  ['a folder', 'link/x', (outside: string) => outside],
  ['a file', 'link', (outside: string) => join(outside, 'x')],
])('refuses to write through a symbolic link to %s', (_, name, target) => {
  const { inside, outside } = folders()
  symlinkSync(target(outside), join(inside, 'link'))
  expect(() => unpack(archiveOf(name), inside)).toThrow('outside of its folder')
  expect(existsSync(join(outside, 'x'))).toBe(false)
})

test('an absolute name is written below the folder', () => {
  const { inside } = folders()
  unpack(archiveOf('/etc/x'), inside)
  expect(existsSync(join(inside, 'etc', 'x'))).toBe(true)
})
