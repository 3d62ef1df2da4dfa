import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { faultsOf } from '../support/faults.js'
import { commitOn, gitAt, release } from '../support/hotfix.js'
import { runStep, type Push, type Step } from '../support/job.js'
import { pushBranch, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'

/** Concurrent runs of several pushes. 1.4.0 and 1.4.2 each have a branch, as after a hotfix that was started from a patch. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await release(sandbox, '1.4.0')
  for (const version of ['1.4.1', '1.4.2'])
    await gitAt(sandbox, 'push', '--quiet', 'origin', `origin/main:refs/tags/${version}`)
  for (const version of ['1.4.0', '1.4.2'])
    await gitAt(sandbox, 'push', '--quiet', 'origin', `origin/main:refs/heads/release/${version}`)
})
beforeEach(() => sandbox.clearFaults())
afterAll(() => sandbox.stop())

let commits = 0
const pushTo = async (branch: string): Promise<Push> => {
  const commit = await commitOn(sandbox, branch, `fix-${(commits += 1)}.txt`, String(commits))
  return { branch, commit }
}
const releaseOf = (push: Push): Promise<Step> => runStep(sandbox, 'ci release', push)

/** The versions of each commit; its tags and releases are equal and unique. */
async function versionsOf(...pushes: readonly Push[]): Promise<readonly (readonly string[])[]> {
  await gitAt(sandbox, 'fetch', '--quiet', '--tags')
  const { body } = await sandbox.api('dev', 'GET', '/repos/acme/widgets/releases?per_page=100')
  const made: readonly Json[] = body
  expect(new Set(made.map(({ tag_name: tag }) => tag)).size).toBe(made.length)
  return Promise.all(
    pushes.map(async ({ commit }) => {
      const tags = (await gitAt(sandbox, 'tag', '--points-at', commit)).split('\n').filter(Boolean)
      expect(
        made.filter(({ target_commitish: at }) => at === commit).map(({ tag_name: tag }) => tag),
      ).toEqual(tags)
      return tags
    }),
  )
}

/** Runs the other action after the run has read its facts and before it creates its tag. */
async function meanwhile<Other>(push: Push, other: () => Promise<Other>): Promise<readonly [Step, Other]> {
  await faultsOf(sandbox).delay(600_000, { match: { operation: 'git/create-ref' } })
  const slow = releaseOf(push)
  while (!(await sandbox.faults()).some(({ hits }) => hits > 0)) await sleep(20)
  const fast = await other()
  await sandbox.clearFaults()
  return [await slow, fast]
}
const raceOf = (first: Push, second: Push) => meanwhile(first, () => releaseOf(second))

test('refuses the later of two lines of one M.m, which gets the next version when run again', async () => {
  const [left, right] = [await pushTo('release/1.4.0'), await pushTo('release/1.4.2')]
  const [late, first] = await raceOf(left, right)
  expect([first.exitCode, first.outputs['version']]).toEqual([0, '1.4.3'])
  expect([late.exitCode, late.outputs, late.stderr]).toEqual([
    3,
    {},
    expect.stringMatching(
      /^Error: The tag 1\.4\.3 was created meanwhile, at another commit\.\nHint: Re-run the failed jobs/,
    ),
  ])
  expect(late.summary).toContain('1.4.3 was created meanwhile')
  expect(await versionsOf(left, right)).toEqual([[], ['1.4.3']])
  expect(await releaseOf(left)).toMatchObject({ exitCode: 0, outputs: { version: '1.4.4' } })
  expect(await releaseOf(left)).toMatchObject({ exitCode: 0, outputs: { version: '1.4.4' } })
  expect(await versionsOf(left, right)).toEqual([['1.4.4'], ['1.4.3']])
}, 60_000)

test('releases nothing for the earlier of two pushes if the later one is faster', async () => {
  const [earlier, later] = [await pushTo('release/1.4.0'), await pushTo('release/1.4.0')]
  const [late, first] = await raceOf(earlier, later)
  expect([late.exitCode, first.outputs['version']]).toEqual([3, '1.4.5'])
  expect(await releaseOf(earlier)).toMatchObject({
    exitCode: 0,
    outputs: { version: '', production: '', final: 'false' },
    stdout: expect.stringContaining('1.4.5 already contains'),
  })
  expect(await versionsOf(earlier, later)).toEqual([[], ['1.4.5']])
}, 60_000)

test('releases both of two pushes if the earlier one is faster', async () => {
  const [earlier, later] = [await pushTo('release/1.4.0'), await pushTo('release/1.4.0')]
  const [late, first] = await raceOf(later, earlier)
  expect([late.exitCode, first.outputs['version']]).toEqual([3, '1.4.6'])
  expect((await releaseOf(later)).outputs['version']).toBe('1.4.7')
  expect(await versionsOf(earlier, later)).toEqual([['1.4.6'], ['1.4.7']])
}, 60_000)

test('makes one release in two runs of one commit', async () => {
  const push = await pushTo('release/1.4.0')
  const [late, first] = await raceOf(push, push)
  expect([first, late].map(({ exitCode, outputs }) => [exitCode, outputs['version']])).toEqual([
    [0, '1.4.8'],
    [0, '1.4.8'],
  ])
  expect(await versionsOf(push)).toEqual([['1.4.8']])
}, 60_000)

test('takes the next version if creating the tag failed and another run took the version', async () => {
  const [left, right] = [await pushTo('release/1.4.0'), await pushTo('release/1.4.2')]
  await faultsOf(sandbox).dropBefore({ match: { operation: 'git/create-ref' } })
  expect(await releaseOf(left)).toMatchObject({ exitCode: 1, outputs: {} })
  expect((await releaseOf(right)).outputs['version']).toBe('1.4.9')
  expect((await releaseOf(left)).outputs['version']).toBe('1.4.10')
  expect(await versionsOf(left, right)).toEqual([['1.4.10'], ['1.4.9']])
})

test('keeps the version of a tag whose release could not be created', async () => {
  const [left, right] = [await pushTo('release/1.4.0'), await pushTo('release/1.4.2')]
  await faultsOf(sandbox).dropBefore({ match: { operation: 'repos/create-release' } })
  expect(await releaseOf(left)).toMatchObject({ exitCode: 1, outputs: {} })
  expect((await releaseOf(right)).outputs['version']).toBe('1.4.12')
  expect((await releaseOf(left)).outputs['version']).toBe('1.4.11')
  expect(await versionsOf(left, right)).toEqual([['1.4.11'], ['1.4.12']])
})

test('does not use the version of a tag that was pushed meanwhile to another commit', async () => {
  const push = await pushTo('release/1.4.0')
  const [late] = await meanwhile(push, () =>
    gitAt(sandbox, 'push', '--quiet', 'origin', 'origin/main:refs/tags/1.4.13'),
  )
  expect(late).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('1.4.13 was created meanwhile'),
  })
  expect((await releaseOf(push)).outputs['version']).toBe('1.4.14')
})

test('gives four concurrent lines four versions without a gap', async () => {
  const branches = ['release/1.4.0', 'release/1.4.2', 'release/1.4.9', 'release/1.4.10']
  const pushes: Push[] = []
  for (const branch of branches) {
    const from =
      branch.endsWith('9') || branch.endsWith('10') ? branch.replace('release/', '') : `origin/${branch}`
    const commit = await pushBranch(sandbox, branch, { file: `at-once-${pushes.length}.txt`, from })
    pushes.push({ branch, commit })
  }
  await Promise.all(
    pushes.map(async (push) => {
      for (let step = await releaseOf(push); step.exitCode !== 0; step = await releaseOf(push))
        expect(step.stderr).toContain('was created meanwhile')
    }),
  )
  expect((await versionsOf(...pushes)).flat().toSorted()).toEqual(['1.4.15', '1.4.16', '1.4.17', '1.4.18'])
  expect(await sandbox.deviations()).toEqual([])
}, 60_000)
