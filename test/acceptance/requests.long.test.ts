import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faultsOf } from '../support/faults.js'
import { cloneOf } from '../support/drafting.js'
import { openPull, type Json } from '../support/sandbox.js'
import { branchHere, relJson, requestsOf, runRel, sandboxForTest } from '../support/transcript.js'

test('a command asks as much of an old repository as of a young one', async () => {
  const sandbox = await sandboxForTest()
  const seeded = await runRel(
    sandbox,
    `sandbox seed --dir ${sandbox.dir} --repositories 1 --prefix old --pulls 400 --releases 20 --adopted`,
  )
  expect(seeded.exitCode, seeded.stderr).toBe(0)
  for (const line of ['qa list', 'preview list', 'config show']) {
    await sandbox.clearRequests()
    await runRel(sandbox, line)
    const young = await requestsOf(sandbox)
    await sandbox.clearRequests()
    const { exitCode, stderr } = await runRel(sandbox, `${line} -R acme/old-01`)
    expect(exitCode, stderr).toBe(0)
    expect(await requestsOf(sandbox)).toEqual(young)
    expect(young).toHaveLength(1)
  }
})

test('status asks as much of a repository with three hundred deployments as of one with none', async () => {
  const sandbox = await sandboxForTest()
  const wish = '--repositories 1 --prefix old --pulls 300 --releases 20 --deployments 300 --adopted'
  expect((await runRel(sandbox, `sandbox seed --dir ${sandbox.dir} ${wish}`)).exitCode).toBe(0)
  await sandbox.clearRequests()
  const { exitCode, stderr } = await runRel(sandbox, 'status -R acme/old-01')
  expect(exitCode, stderr).toBe(0)
  // No clone of it tells how far behind its head dev is.
  expect(await requestsOf(sandbox)).toEqual(['query Status', 'query CommitsBehind'])
})

test('release list asks as much of four hundred releases as of twenty', async () => {
  const sandbox = await sandboxForTest()
  for (const [name, releases] of [
    ['young', 20],
    ['old', 400],
  ] as const) {
    const wish = `--repositories 1 --prefix ${name} --pulls 40 --releases ${releases} --adopted`
    expect((await runRel(sandbox, `sandbox seed --dir ${sandbox.dir} ${wish}`)).exitCode).toBe(0)
    const repository = `/repos/acme/${name}-01`
    const { body } = await sandbox.api('olga', 'GET', `${repository}/releases?per_page=3`)
    const list = (numbers: readonly number[]) =>
      numbers.map((number) => `* Change (#${number}) @dev`).join('\n')
    const notes = [list([1, 2]), list([2, 999]), list(Array.from({ length: 300 }, (_, at) => at + 1))]
    for (const [at, { id }] of body.entries())
      await sandbox.api('olga', 'PATCH', `${repository}/releases/${id}`, { body: notes[at] })
    await sandbox.clearRequests()
    const { exitCode, stderr, json } = await relJson(sandbox, `release list --limit 3 -R acme/${name}-01`)
    expect(exitCode, stderr).toBe(0)
    expect((await requestsOf(sandbox)).toSorted()).toEqual([
      `GET ${repository}/git/matching-refs/tags%2F`,
      `GET ${repository}/releases`,
      'query PullRequests',
      'query Releases',
    ])
    // Without what is no pull request; null, where they are too many to ask for.
    const numbers = json['result'].releases.map(
      ({ prs }: Json) => prs?.map(({ number }: Json) => number) ?? null,
    )
    expect(numbers).toEqual([[1, 2], [2], null])
  }
}, 120_000)

test.each([
  { line: 'preview up', until: 2 },
  { line: 'qa deploy 2', until: 2 },
])('$line: $until requests until the label is on', async ({ line, until }) => {
  const sandbox = await sandboxForTest()
  await openPull(sandbox, 'feature/login')
  await sandbox.clearRequests()
  await runRel(sandbox, line)
  const asked = await requestsOf(sandbox)
  expect(asked.indexOf('POST /repos/acme/widgets/issues/1/labels') + 1).toBe(until)
})

test.each(['preview up --yes', 'qa deploy 2 --yes'])(
  '%s without a pull request: 3 requests and a push',
  async (line) => {
    const sandbox = await sandboxForTest()
    await branchHere(sandbox, 'feature/login')
    await runRel(sandbox, line)
    const asked = (await requestsOf(sandbox)).filter((request) => request !== 'git push')
    expect(asked.indexOf('POST /repos/acme/widgets/issues/1/labels') + 1).toBe(3)
  },
)

test('release draft, 1,000 commits: at most 12 requests, the same after 400 older releases', async () => {
  const sandbox = await sandboxForTest()
  const counts: Record<string, string[]> = {}
  for (const [name, releases] of [
    ['young', 1],
    ['old', 400],
  ] as const) {
    const wish = `--repositories 1 --prefix ${name} --pulls 1000 --releases ${releases} --adopted`
    expect((await runRel(sandbox, `sandbox seed --dir ${sandbox.dir} ${wish}`)).exitCode).toBe(0)
    const manner = { cwd: await cloneOf(sandbox, `${name}-01`) }
    for (const [line, place] of [
      ['release draft', manner],
      ['release draft --version 9.0.0', manner],
      [`release draft --version 9.1.0 -R acme/${name}-01`, {}],
    ] as const) {
      await sandbox.clearRequests()
      const { exitCode, stdout, stderr } = await runRel(sandbox, line, place)
      expect(exitCode, stderr).toBe(0)
      expect(stdout).toContain('with 1000 changes since')
      counts[`${name}: ${line}`] = (await requestsOf(sandbox)).map((one) => one.replaceAll(`${name}-01`, '…'))
    }
  }
  const old = Object.entries(counts).filter(([line]) => line.startsWith('old'))
  const young = Object.entries(counts).filter(([line]) => line.startsWith('young'))
  expect(old.map(([, asked]) => asked.length)).toEqual(young.map(([, asked]) => asked.length))
  // Made; updated; updated without a clone, where GitHub tells two hundred commits at a time.
  expect(young.map(([, asked]) => asked.length)).toEqual([11, 12, 12])

  // More than sixty at once is too much today: asked again in halves, everything is told.
  await faultsOf(sandbox).tooManyAliases(60, { times: 99 })
  await sandbox.clearRequests()
  const { stdout, stderr } = await runRel(sandbox, 'release draft --version 9.2.0', {
    cwd: join(sandbox.home, 'clone-young-01'),
  })
  expect([stderr, stdout]).toEqual(['', expect.stringContaining('with 1000 changes since')])
  const asked = (await requestsOf(sandbox)).filter((one) => one === 'query PullRequests')
  expect(asked.length).toBeLessThan(35)
}, 120_000)
