import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { cloneOf, contextIn, draftIn, draftsIn } from '../support/drafting.js'
import { randomFrom } from '../support/random.js'
import { faultsOf, type Where } from '../support/faults.js'
import { openPull, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { runRel } from '../support/transcript.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  const flags = '--repositories 3 --prefix seed --pulls 4 --releases 2 --adopted'
  const { exitCode, stderr } = await runRel(sandbox, `sandbox seed --dir ${sandbox.dir} ${flags}`)
  if (exitCode !== 0) throw new Error(stderr)
}, 60_000)
afterAll(() => sandbox?.stop())

const api = async (method: string, path: string, body?: unknown): Promise<Json> => {
  const answer = await sandbox.api('olga', method, path, body)
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
/** The faults; each request of a run fails in each of these ways, one after another. */
const kinds = ['status', 'dropBefore', 'dropAfter', 'secondaryLimit'] as const
const addFault = (kind: (typeof kinds)[number], where: Where): Promise<void> => {
  const faults = faultsOf(sandbox)
  if (kind === 'status') return faults.status(502, where)
  return kind === 'secondaryLimit' ? faults.secondaryLimit(1, where) : faults[kind](where)
}

/** Creates two concurrent drafts at the first commit of main. */
async function twoDrafts(repository: string, commit: string): Promise<void> {
  for (const text of ['Mine', 'Yours']) {
    const body = `${text}\n\n<!-- rel:notes 0.3.0 -->\n* Old\n<!-- /rel:notes -->`
    const draft = { tag_name: '0.3.0', name: '0.3.0', target_commitish: commit, body, draft: true }
    await api('POST', `/repos/${repository}/releases`, draft)
  }
}

/** Faults apply to the requests of one login; olga has none. */
const scenarios = [
  [
    { login: 'dev', name: 'seed-01', clone: false, before: 0 },
    { login: 'dev', name: 'seed-02', clone: true, before: 0 },
  ],
  [{ login: 'rosa', name: 'seed-03', clone: true, before: 2 }],
]

interface Scenario {
  readonly login: string
  readonly name: string
  readonly clone: boolean
  readonly before: number
}

/** Returns the number of cases. */
async function everyFault({ login, name, clone, before }: Scenario): Promise<number> {
  const repository = `acme/${name}`
  const commits = await api('GET', `/repos/${repository}/commits?per_page=100`)
  const [head, old] = [commits[0].sha, commits[3].sha]
  const folder = clone ? await cloneOf(sandbox, name, login) : null
  const run = () => draftIn(contextIn(sandbox, login, repository, folder), head)
  const reset = async (): Promise<void> => {
    for (const { id } of await draftsIn(sandbox, repository))
      await api('DELETE', `/repos/${repository}/releases/${id}`)
    if (before > 0) await twoDrafts(repository, old)
  }
  const countRequests = async (): Promise<number> =>
    (await sandbox.requests()).filter((request) => request.kind === 'api' && request.login === login).length
  await reset()
  const start = await countRequests()
  expect((await run()).error).toBeNull()
  const requests = (await countRequests()) - start
  const [expected] = await draftsIn(sandbox, repository)
  expect(requests).toBeGreaterThanOrEqual(7)
  for (let nth = 1; nth <= requests; nth += 1)
    for (const kind of kinds) {
      const about = `${name}: ${kind} at request ${nth}`
      await reset()
      await addFault(kind, { match: { kind: 'api', login, nth } })
      let runs = 1
      for (let report = await run(); report.error; report = await run()) {
        expect(report.error.code, about).toMatch(/^(network|rate-limit)$/)
        expect((runs += 1), about).toBeLessThan(5)
      }
      const drafts = await draftsIn(sandbox, repository)
      expect(drafts, about).toHaveLength(1)
      const { tag_name, name: title, body } = expected
      expect(drafts[0], about).toMatchObject({ tag_name, name: title, target_commitish: head, body })
      expect((await run()).outcome, about).toBe('nothing-to-do')
    }
  return requests * kinds.length
}

test('leaves one draft after a fault at any request and repeated runs', async () => {
  const counts = await Promise.all(
    scenarios.map(async (group) => {
      const found: number[] = []
      for (const scenario of group) found.push(await everyFault(scenario))
      return found
    }),
  )
  const cases = counts.flat().reduce((sum, count) => sum + count, 0)
  expect((await sandbox.faults()).filter(({ hits }) => hits === 0)).toEqual([])
  console.log(`${cases} cases: a fault at every request of release draft, run again until done, one draft`)
}, 300_000)

test('leaves one draft at the later commit after two concurrent runs', async () => {
  await sandbox.clearFaults()
  const repository = 'acme/widgets'
  const mergeBranch = async (branch: string): Promise<string> => {
    await api('PUT', `/repos/${repository}/pulls/${await openPull(sandbox, branch)}/merge`)
    return (await api('GET', `/repos/${repository}/commits/main`)).sha
  }
  const [first, second] = [await mergeBranch('one'), await mergeBranch('two')]
  const contexts = [contextIn(sandbox, 'dev', repository), contextIn(sandbox, 'rosa', repository)]
  for (let seed = 1; seed <= 12; seed += 1) {
    for (const { id } of await draftsIn(sandbox, repository))
      if (seed % 3 !== 0) await api('DELETE', `/repos/${repository}/releases/${id}`)
    const draw = randomFrom(seed)
    await deploy(sandbox, 'dev', { ref: first })
    const reports = await Promise.all([
      sleep(draw.below(60)).then(() => draftIn(contexts[0]!, first)),
      sleep(draw.below(60))
        .then(() => deploy(sandbox, 'dev', { ref: second }))
        .then(() => draftIn(contexts[1]!, second)),
    ])
    expect(
      reports.map(({ error }) => error),
      `seed ${seed}`,
    ).toEqual([null, null])
    const drafts = await draftsIn(sandbox, repository)
    expect(
      drafts.map(({ target_commitish }) => target_commitish),
      `seed ${seed}`,
    ).toEqual([second])
    expect(drafts[0].body, `seed ${seed}`).toContain('About two (#2)')
  }
}, 120_000)

test('leaves one draft when the list of releases lags behind', async () => {
  const repository = 'acme/seed-01'
  await sandbox.clearFaults()
  for (const { id } of await draftsIn(sandbox, repository))
    await api('DELETE', `/repos/${repository}/releases/${id}`)
  await faultsOf(sandbox).listLag({ reads: 3 }, { match: { operation: 'repos/create-release' } })
  const { sha } = await api('GET', `/repos/${repository}/commits/main`)
  const outcomes: unknown[] = []
  while (outcomes.at(-1) !== 'nothing-to-do' && outcomes.length < 8)
    outcomes.push((await draftIn(contextIn(sandbox, 'dev', repository), sha)).outcome)
  expect(outcomes.at(-1)).toBe('nothing-to-do')
  expect(await draftsIn(sandbox, repository)).toHaveLength(1)
})

test('reads pull requests from REST if GraphQL fails, and lists messages if REST fails too', async () => {
  const flags = '--repositories 1 --prefix tiny --pulls 2 --releases 1 --adopted'
  await runRel(sandbox, `sandbox seed --dir ${sandbox.dir} ${flags}`)
  const repository = 'acme/tiny-01'
  const { sha } = await api('GET', `/repos/${repository}/commits/main`)
  const context = contextIn(sandbox, 'dev', repository, await cloneOf(sandbox, 'tiny-01'))
  const faults = faultsOf(sandbox)
  for (const operation of ['PullRequests', 'Commits'])
    await faults.resourceLimits({ times: 99, match: { operation } })
  expect((await draftIn(context, sha)).warnings).toEqual([])
  const body = async () => (await draftsIn(sandbox, repository))[0].body
  expect(await body()).toContain('* Change 2 (#2) @')
  await faults.status(502, {
    times: 99,
    match: { operation: 'repos/list-pull-requests-associated-with-commit' },
  })
  const { warnings } = await draftIn(context, sha)
  expect(warnings).toHaveLength(2)
  expect(warnings[0]).toMatch(/^GitHub did not return the pull request of \w{7};/)
  expect(await body()).toMatch(/^\* Change 2 \\\(#2\\\)|^\* Change 2 \(\\#2\) \([0-9a-f]{10}\)/m)
}, 60_000)
