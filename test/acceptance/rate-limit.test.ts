import { beforeEach, describe, expect, test } from 'vitest'
import { runStep, type Step } from '../support/job.js'
import { openPull, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel, sandboxForTest } from '../support/transcript.js'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await sandboxForTest()
})

const setLimit = (limit: object): Promise<unknown> => sandbox.control('POST', 'limits', limit)
/** Matches the minutes, rounded up, of every moment from so many seconds after `since` to so many seconds after now. */
const minutesAfter = (seconds: number, since: number): RegExp => {
  const minute = 60_000
  const [first, last] = [since, Date.now()].map((at) => Math.ceil((at + seconds * 1000) / minute))
  const texts = Array.from({ length: last! - first! + 2 }, (_, index) =>
    new Date((first! + index) * minute).toISOString().slice(11, 16),
  )
  return new RegExp(`(${texts.join('|')}) UTC`)
}

describe('a command of a person at the end of the limit', () => {
  test.each([
    ['REST', 'release list', { resource: 'core', remaining: 0 }],
    ['GraphQL', 'qa list', { resource: 'graphql', remaining: 0 }],
    ['GraphQL, a call that costs more than what remains', 'status', { resource: 'graphql', remaining: 1 }],
  ])('%s: fails at once, and says when to run it again', async (_, line, limit) => {
    const since = Date.now()
    await setLimit({ login: 'dev', seconds: 1800, ...limit })
    await sandbox.clearRequests()
    const { exitCode, json } = await relJson(sandbox, line)
    expect(exitCode).toBe(1)
    expect(json['error']).toEqual({
      code: 'rate-limit',
      message: `The rate limit of this token on ${new URL(sandbox.url).host} is used up.`,
      hint: expect.stringMatching(
        new RegExp(`^Run the same command again after ${minutesAfter(1800, since).source}\\.$`),
      ),
    })
    const operations = (await sandbox.requests()).map(({ operation }) => operation)
    expect(operations).toEqual([...new Set(operations)])
  })

  test('waits for a reset within half a minute, also with another clock than the server’s', async () => {
    await sandbox.control('POST', 'clock', { advance: '72h' })
    await setLimit({ login: 'dev', resource: 'graphql', remaining: 0, seconds: 1 })
    const { exitCode, stderr } = await runRel(sandbox, 'qa list')
    expect([exitCode, stderr]).toEqual([0, ''])
  })
})

describe('a job at the end of the limit', () => {
  const plan = async (): Promise<Step> => {
    const number = await openPull(sandbox, 'feature/login')
    const { body } = await sandbox.api('dev', 'GET', `/repos/acme/widgets/pulls/${number}`)
    const payload = {
      action: 'labeled',
      number,
      pull_request: body,
      label: { name: 'deploy' },
      sender: { login: 'dev' },
    }
    const permissions = {
      contents: 'read',
      actions: 'read',
      checks: 'read',
      deployments: 'read',
      'pull-requests': 'read',
    }
    return runStep(sandbox, 'ci plan', { name: 'pull_request', payload }, { permissions })
  }

  test.each(['core', 'graphql'])(
    '%s: waits for a reset within ten minutes, and says so once',
    async (resource) => {
      const since = Date.now()
      await setLimit({ repository: 'acme/widgets', resource, remaining: 0, seconds: 3 })
      const { exitCode, stderr } = await plan()
      expect(stderr).toMatch(
        new RegExp(`^GitHub's rate limit is used up; waiting until ${minutesAfter(3, since).source}\\.$`),
      )
      expect(exitCode).toBe(0)
    },
  )

  test('fails at once if the reset is later, and says when to run it again, in the summary too', async () => {
    const since = Date.now()
    await setLimit({ repository: 'acme/widgets', resource: 'graphql', remaining: 0, seconds: 900 })
    const { exitCode, stderr, summary } = await plan()
    const advice = new RegExp(`Run the job again after ${minutesAfter(900, since).source}\\.`)
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^Error: The rate limit of this token on .* is used up\.\n/),
    ])
    expect(stderr).toMatch(advice)
    expect(summary).toMatch(advice)
  })
})
