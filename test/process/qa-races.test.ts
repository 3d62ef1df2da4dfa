import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryOut } from '../../src/carry-out.js'
import type { Context } from '../../src/context.js'
import { slotIn, slotLabel } from '../../src/domain/model/environment.js'
import { planQaDeploy, type SlotPlan, type QaDeployOptions } from '../../src/domain/qa/deploy.js'
import { readQaFacts } from '../../src/facts/qa/slot.js'
import { createGit } from '../../src/git/git.js'
import { createGitHub } from '../../src/github/github.js'
import { randomFrom } from '../support/random.js'
import { openPull, startSandbox, type Sandbox } from '../support/sandbox.js'
import { labelsOf } from '../support/transcript.js'

/** Races over real HTTP in one process, with delays drawn from a seed. */
let sandbox: Sandbox
let numbers: readonly number[]
beforeAll(async () => {
  sandbox = await startSandbox()
  numbers = [await openPull(sandbox, 'feature/one'), await openPull(sandbox, 'feature/two')]
})
afterAll(() => sandbox.stop())

function contextOf(login: string): Context {
  const repository = 'acme/widgets'
  const github = createGitHub({
    api: sandbox.apiUrl,
    token: { value: sandbox.token(login), source: 'a test', remedy: '' },
    userAgent: 'test',
    proxy: null,
    job: false,
    notice: () => undefined,
  })
  const git = createGit({
    directory: sandbox.dir,
    env: {},
    repository,
    remote: null,
    settings: new Map(),
    repositoryOf: () => null,
  })
  const images = { digestOf: async () => null, hasDigest: async () => null }
  return {
    repository,
    repositories: [repository],
    github,
    organization: null,
    reintegration: null,
    git,
    images,
    run: null,
    interactive: false,
  }
}

const deploy = (context: Context, number: number, options: QaDeployOptions) =>
  carryOut<SlotPlan>(
    async (seen) => planQaDeploy(await readQaFacts(context, number, options.slot), options, seen),
    context,
    {
      command: 'qa deploy',
      dryRun: false,
      yes: true,
      silent: true,
      patience: null,
    },
  )

const slotsHeld = async (number: number) =>
  (await labelsOf(sandbox, number)).map(slotIn).filter((slot) => slot !== null)

async function race(seed: number, options: QaDeployOptions) {
  for (const number of numbers)
    await sandbox.api('olga', 'DELETE', `/repos/acme/widgets/issues/${number}/labels`)
  const draw = randomFrom(seed).below
  const delays = [draw(12), draw(12)]
  const reports = await Promise.all(
    ['dev', 'rosa'].map(async (login, index) => {
      await sleep(delays[index])
      return deploy(contextOf(login), numbers[index]!, options)
    }),
  )
  return { reports, held: await Promise.all(numbers.map(slotsHeld)) }
}

test('gives two users of --any different slots, a hundred times', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const { reports, held } = await race(seed, { slot: undefined, any: true, take: false })
    expect(
      held.map((slots) => slots.length),
      `seed ${seed}`,
    ).toEqual([1, 1])
    expect(held[0], `seed ${seed}`).not.toEqual(held[1])
    expect(
      reports.map(({ outcome, result }) => [outcome, (result as { label: string }).label]),
      `seed ${seed}`,
    ).toEqual(held.map(([slot]) => ['done', slotLabel(slot!)]))
  }
}, 120_000)

test('never gives one slot to two users, and tells each the truth, thirty times', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { reports, held } = await race(seed, { slot: 2, any: false, take: false })
    expect(held.flat().length, `seed ${seed}`).toBeLessThanOrEqual(1)
    for (const [index, { outcome, error }] of reports.entries()) {
      expect(outcome ?? error?.code, `seed ${seed}`).toBe(held[index]!.length === 1 ? 'done' : 'slot-held')
    }
  }
}, 60_000)
