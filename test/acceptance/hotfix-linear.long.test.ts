import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitOn, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson } from '../support/transcript.js'

/** The settings of widgets always allow merge commits; the rules for main differ. The line has two commits. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await release(sandbox, '1.4.0')
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'origin/main:refs/heads/release/1.4.0')
  await commitOn(sandbox, 'release/1.4.0', 'one.txt', 'one')
  await commitOn(sandbox, 'release/1.4.0', 'two.txt', 'two')
  await mergedPull(sandbox, 'feature/later')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
})
afterAll(() => sandbox.stop())

const api = async (method: string, path: string, body?: Json): Promise<Json> => {
  const answer = await sandbox.api('olga', method, `/repos/acme/widgets/${path}`, body)
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const ruling = (ref: string, rule: Json, more: Json = {}) =>
  api('POST', 'rulesets', {
    name: 'history',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: [ref], exclude: [] } },
    rules: [rule],
    ...more,
  })
const linear = { type: 'required_linear_history' }
const squashOnly = {
  type: 'pull_request',
  parameters: {
    allowed_merge_methods: ['squash', 'rebase'],
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 0,
    required_review_thread_resolution: false,
  },
}
const protect = (isLinear: boolean) =>
  api('PUT', 'branches/main/protection', {
    required_status_checks: null,
    enforce_admins: true,
    required_pull_request_reviews: null,
    restrictions: null,
    required_linear_history: isLinear,
  })

/** Reintegrates the line; returns the number of parents of each commit, and the pull request. */
async function reintegrate(): Promise<{ readonly parents: readonly number[]; readonly number: number }> {
  const dry = await relJson(sandbox, 'hotfix reintegrate --dry-run')
  const { json, exitCode } = await relJson(sandbox, 'hotfix reintegrate')
  expect(exitCode).toBe(0)
  expect(json['steps'][0]).toEqual({ ...dry.json['steps'][0], status: 'done' })
  const { number } = json['result'].pr
  const commits: readonly Json[] = await api('GET', `pulls/${number}/commits`)
  return { parents: commits.map(({ parents }) => parents.length), number }
}

test.each<[string, () => Promise<Json>, readonly number[]]>([
  ['merges without a rule', () => ruling('refs/heads/other', linear), [1, 1, 2]],
  ['merges with a disabled ruleset', () => ruling('~ALL', linear, { enforcement: 'disabled' }), [1, 1, 2]],
  ['picks with a ruleset of the default branch', () => ruling('~DEFAULT_BRANCH', linear), [1, 1]],
  ['picks with a ruleset without merge commits', () => ruling('refs/heads/main', squashOnly), [1, 1]],
  ['picks with branch protection', () => protect(true), [1, 1]],
])('%s', async (_name, rule, expected) => {
  await rule()
  const { parents, number } = await reintegrate()
  expect(parents).toEqual(expected)
  await api('PATCH', `pulls/${number}`, { state: 'closed' })
  await api('DELETE', 'git/refs/heads/reintegrate/1.4.1')
  for (const { id } of await api('GET', 'rulesets')) await api('DELETE', `rulesets/${id}`)
  await protect(false)
})

test('merges cherry-picks where merge commits are refused, and nothing is missing afterwards', async () => {
  await ruling('~DEFAULT_BRANCH', linear)
  const { number } = await reintegrate()
  await expect(mergePull(sandbox, number, 'merge')).rejects.toThrow('must not contain merge commits')
  await mergePull(sandbox, number, 'rebase')
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toMatchObject({ missing: 0 })
  expect((await relJson(sandbox, 'hotfix reintegrate')).json).toMatchObject({ outcome: 'nothing-to-do' })
  expect(await sandbox.deviations()).toEqual([])
})
