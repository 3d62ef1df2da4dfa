import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openPull, startSandbox, type Sandbox } from '../support/sandbox.js'
import { branchHere, labelsOf, relJson, runRel, sandboxForTest, transcript } from '../support/transcript.js'

test('deploys to a free slot and releases it', async () => {
  const sandbox = await sandboxForTest()
  await openPull(sandbox, 'feature/login')
  const lines = [
    'qa deploy 2 --dry-run',
    'qa deploy 2',
    'qa deploy 2',
    'qa deploy 9',
    'qa deploy',
    'qa list',
    'qa undeploy 2 --dry-run',
    'qa undeploy 2',
    'qa undeploy',
  ]
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('qa-free.txt')
  expect(await sandbox.deviations()).toEqual([])
})

test('refuses a held slot, and takes it over with --take', async () => {
  const sandbox = await sandboxForTest()
  const first = await openPull(sandbox, 'feature/first')
  await sandbox.api('quinn', 'POST', `/repos/acme/widgets/issues/${first}/labels`, { labels: ['deploy/qa2'] })
  const second = await openPull(sandbox, 'feature/second')
  const lines = [
    'qa deploy 2',
    'qa deploy 2 --json',
    'qa deploy 2 --take',
    'qa deploy 2 --take --dry-run',
    'qa deploy 2 --take --yes',
    'qa deploy 2',
    'qa deploy --any',
    `qa deploy --any --pr ${first}`,
    'qa list',
  ]
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('qa-held.txt')
  expect(await labelsOf(sandbox, second)).toEqual(['deploy/qa2'])
})

test('creates a missing label if the token may', async () => {
  const sandbox = await sandboxForTest()
  await openPull(sandbox, 'feature/login')
  await sandbox.api('olga', 'DELETE', '/repos/acme/widgets/labels/deploy%2Fqa3')
  const quinn = { env: { GH_TOKEN: sandbox.token('quinn') } }
  await expect(await transcript(sandbox, ['qa deploy 3', 'qa deploy 2'], quinn)).toMatchFileSnapshot(
    'qa-label-quinn.txt',
  )
  await expect(await transcript(sandbox, ['qa deploy 3 --dry-run', 'qa deploy 3'])).toMatchFileSnapshot(
    'qa-label.txt',
  )
})

/** Each test has its own pull requests and slots. */
describe('in one sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterAll(() => sandbox.stop())
  afterEach(() => sandbox.clearFaults())

  test('withdraws the label if another pull request was faster', async () => {
    const rival = await openPull(sandbox, 'feature/rival')
    const slower = await openPull(sandbox, 'feature/slower')
    // Our write is delayed after the slot was read as free; meanwhile the rival gets the label.
    const write = { operation: 'issues/add-labels', login: 'dev' }
    await sandbox.fault({ match: write, times: 1, delayMs: 60_000 })
    const ours = runRel(sandbox, 'qa deploy 2')
    await expect.poll(() => sandbox.faults(), { timeout: 10_000 }).toMatchObject([{ hits: 1 }])
    await sandbox.api('rosa', 'POST', `/repos/acme/widgets/issues/${rival}/labels`, {
      labels: ['deploy/qa2'],
    })
    await sandbox.clearFaults()
    const { exitCode, stdout, stderr } = await ours
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining(`qa2 is held by #${rival} (dev)`),
    })
    expect(stdout).toContain(`Remove the label deploy/qa2 from #${slower}`)
    expect([await labelsOf(sandbox, rival), await labelsOf(sandbox, slower)]).toEqual([['deploy/qa2'], []])
  })

  test('finds the label of a run whose answer was lost', async () => {
    await openPull(sandbox, 'feature/lost')
    await sandbox.fault({ match: { operation: 'issues/add-labels' }, times: 1, drop: 'after' })
    expect((await relJson(sandbox, 'qa deploy 4')).json).toMatchObject({ error: { code: 'network' } })
    expect((await relJson(sandbox, 'qa deploy 4')).json).toMatchObject({ outcome: 'nothing-to-do' })
  })

  test('lets a pull request hold several slots, and releases all of them', async () => {
    await branchHere(sandbox, 'feature/several')
    const { json } = await relJson(sandbox, 'qa deploy 1 --yes')
    const { number } = json['result'].pr
    await runRel(sandbox, 'qa deploy 3')
    expect(await labelsOf(sandbox, number)).toEqual(['deploy/qa1', 'deploy/qa3'])
    expect((await relJson(sandbox, 'qa down')).json).toMatchObject({
      command: 'qa undeploy',
      outcome: 'done',
      steps: [{ label: 'deploy/qa1' }, { label: 'deploy/qa3' }],
    })
    expect(await labelsOf(sandbox, number)).toEqual([])
  })
})
