import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitAt, mergedPull, release } from '../support/hotfix.js'
import { startSandbox, type Sandbox } from '../support/sandbox.js'
import { relJson, transcript } from '../support/transcript.js'

/** The line has #1 by a manual cherry-pick, the changes of #2 by another commit, and nothing of #3. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await release(sandbox, '1.4.0')
  for (const name of ['picked', 'same', 'new'])
    await mergedPull(sandbox, `feature/${name}`, { file: `${name}.txt` })
  await gitAt(sandbox, 'switch', '--quiet', '--create', 'by-hand', 'origin/main~3')
  await gitAt(sandbox, 'cherry-pick', 'origin/main~2')
  await gitAt(sandbox, 'cherry-pick', '--no-commit', 'origin/main~1')
  await gitAt(sandbox, 'rm', '--quiet', 'README.md')
  await gitAt(sandbox, 'commit', '--quiet', '--message', 'More than #2')
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'by-hand:refs/heads/release/1.4.0')
  await gitAt(sandbox, 'fetch', '--quiet')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
})
afterAll(() => sandbox.stop())

test('skips picks that are present or empty, with a warning', async () => {
  const line = 'hotfix start mixed --pick 3 --pick 2 --pick 1'
  await expect(
    await transcript(sandbox, [`${line} --dry-run`, line, line, 'hotfix start all --pick 1 --pick 2']),
  ).toMatchFileSnapshot('hotfix-skipped.txt')
  const { json } = await relJson(sandbox, 'hotfix start told --pick 3 --pick 2 --pick 1 --dry-run')
  expect(json).toMatchObject({
    result: {
      picked: [{ pr: 3 }],
      skipped: [
        { pr: 1, reason: 'already in hotfix/told' },
        { pr: 2, reason: 'the cherry-pick is empty' },
      ],
    },
    warnings: [expect.stringContaining('Skipped #1'), expect.stringContaining('Skipped #2')],
  })
  // The line has #1 and #2: the pull request lists only #3.
  const { body: found } = await sandbox.api('dev', 'GET', '/repos/acme/widgets/pulls?head=acme:hotfix/mixed')
  expect(found[0].body).toBe('Cherry-picked into release/1.4.0:\n\n- #3 About feature/new (@dev)\n')
  await gitAt(sandbox, 'fetch', '--quiet')
  expect(await gitAt(sandbox, 'log', '--format=%s', 'origin/release/1.4.0..origin/hotfix/mixed')).toBe(
    'Write new.txt (#3)',
  )
  expect(await sandbox.deviations()).toEqual([])
})
