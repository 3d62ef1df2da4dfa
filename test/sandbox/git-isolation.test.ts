import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runGit } from '../../src/sandbox/git/process.js'

/** A repository whose own configuration names a program, and the file that the program writes. */
function hostileRepository(setting: string) {
  const folder = mkdtempSync(join(tmpdir(), 'rel-isolation-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
      cwd: folder,
      env,
    })
  git('init', '--quiet')
  git('commit', '--quiet', '--allow-empty', '--message', 'One')
  const [program, ran] = [join(folder, 'post-checkout'), join(folder, 'ran')]
  writeFileSync(program, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 })
  git('config', setting, setting === 'core.hooksPath' ? folder : program)
  rmSync(ran, { force: true })
  return { folder, hasRun: () => existsSync(ran) }
}

test.each([
  ['core.fsmonitor', ['status', '--porcelain']],
  ['core.hooksPath', ['checkout', '--quiet', '-b', 'other']],
])('the program of %s does not run', async (setting, args) => {
  const { folder, hasRun } = hostileRepository(setting)
  expect((await runGit(args, { cwd: folder })).status).toBe(0)
  expect(hasRun()).toBe(false)
})

test('neither ssh nor a remote helper is used to transfer objects', async () => {
  const { folder, hasRun } = hostileRepository('core.sshCommand')
  const addresses = ['ssh://example.invalid/x', `ext::${join(folder, 'post-checkout')}`]
  for (const address of addresses) {
    const { status, error } = await runGit(['-c', 'protocol.ext.allow=always', 'fetch', address], {
      cwd: folder,
    })
    expect([status, error]).toEqual([128, expect.stringContaining('not allowed')])
  }
  expect(hasRun()).toBe(false)
})
