import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { contextIn } from '../support/drafting.js'
import { openPull, startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, requestsOf, runRel, sandboxForTest, transcript } from '../support/transcript.js'

const repository = '/repos/acme/widgets'

/** Merges a pull request with labels and a description. */
async function land(
  sandbox: Sandbox,
  branch: string,
  { labels = [], body = '', method = 'squash' }: { labels?: string[]; body?: string; method?: string } = {},
): Promise<number> {
  const number = await openPull(sandbox, branch)
  await sandbox.api('dev', 'PATCH', `${repository}/pulls/${number}`, { body })
  if (labels.length > 0) await sandbox.api('dev', 'POST', `${repository}/issues/${number}/labels`, { labels })
  const { status, body: answer } = await sandbox.api('dev', 'PUT', `${repository}/pulls/${number}/merge`, {
    merge_method: method,
  })
  if (status !== 200) throw new Error(JSON.stringify(answer))
  await sandbox.git(sandbox.clone('widgets'), 'fetch', '--quiet')
  return number
}
const drafts = async (sandbox: Sandbox): Promise<Json[]> =>
  (await sandbox.api('dev', 'GET', `${repository}/releases`)).body.filter(({ draft }: Json) => draft)
const head = async (sandbox: Sandbox): Promise<string> =>
  (await sandbox.api('dev', 'GET', `${repository}/commits/main`)).body.sha

describe('three merged pull requests', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
    await sandbox.api('olga', 'POST', `${repository}/releases`, { tag_name: '1.4.0' })
    const foreign = { ref: 'refs/tags/nightly-9.9.9', sha: await head(sandbox) }
    await sandbox.api('olga', 'POST', `${repository}/git/refs`, foreign)
    await land(sandbox, 'login', { labels: ['feature'], body: 'With a page.' })
    await land(sandbox, 'banner', { labels: ['bug'], method: 'merge' })
    await land(sandbox, 'theme', { method: 'rebase' })
    await deploy(sandbox, 'dev')
  }, 60_000)
  afterAll(() => sandbox?.stop())

  test('drafts the version, the sections and the commit', async () => {
    const lines = [
      'release draft --dry-run',
      'release draft',
      'release draft',
      'release draft --version 1.4.0',
      'release draft --version 3.0.0 --dry-run',
      'release draft --service api',
    ]
    await expect(await transcript(sandbox, lines, { sorted: true })).toMatchFileSnapshot('release-draft.txt')
    const [draft, ...others] = await drafts(sandbox)
    expect(others).toEqual([])
    expect(draft).toMatchObject({ tag_name: '1.5.0', name: '1.5.0', target_commitish: await head(sandbox) })
  }, 60_000)

  test('lists and shows releases', async () => {
    const lines = ['release list', 'release show --notes', 'release show 1.4.0', 'release show 9.9.9']
    await expect(await transcript(sandbox, lines, { sorted: true })).toMatchFileSnapshot('release-list.txt')
  }, 60_000)

  test('prints the same --json with and without a clone', async () => {
    const [[draft], commit] = [await drafts(sandbox), await head(sandbox)]
    const digest = `sha256:${'1'.repeat(64)}`
    await deploy(sandbox, 'dev', { description: `rel - ${commit} ${digest}` })
    const { json } = await relJson(sandbox, 'release draft')
    expect(json).toMatchObject({
      command: 'release draft',
      outcome: 'nothing-to-do',
      result: {
        draft: { version: '1.5.0', tag: '1.5.0', commit, draft: true, url: draft.html_url, digest },
        previous: '1.4.0',
        increment: 'minor',
      },
    })
    expect(json['result'].draft.prs.map(({ number }: Json) => number)).toEqual([3, 2, 1])
    expect((await relJson(sandbox, 'release show')).json['result'].prs).toEqual(json['result'].draft.prs)
    await sandbox.clearRequests()
    const remote = await relJson(sandbox, 'release draft -R acme/widgets', { cwd: sandbox.clone('gadgets') })
    expect(remote.json).toMatchObject({ outcome: 'nothing-to-do' })
    expect((await requestsOf(sandbox)).filter((request) => request === 'query Compare')).toHaveLength(1)
    expect(await sandbox.deviations()).toEqual([])
  }, 60_000)

  test('refuses without write access', async () => {
    const guest = { env: { GH_TOKEN: sandbox.token('guest') } }
    const { exitCode, json } = await relJson(sandbox, 'release draft', guest)
    expect([exitCode, json['error'].code]).toEqual([4, 'permission'])
    expect(await drafts(sandbox)).toHaveLength(1)
  })

  test('does not change a draft that another run moved meanwhile', async () => {
    const { github } = contextIn(sandbox, 'dev', 'acme/widgets')
    const [draft] = await drafts(sandbox)
    const draftUpdate = {
      release: draft.id,
      from: 'a'.repeat(40),
      tag: '9.0.0',
      commit: 'main',
      name: 'x',
      body: 'x',
    }
    await github.releases.updateDraft('acme/widgets', draftUpdate)
    expect(await drafts(sandbox)).toEqual([draft])
  })

  test('does not change a draft that was published meanwhile', async () => {
    const { github } = contextIn(sandbox, 'dev', 'acme/widgets')
    const [draft] = await drafts(sandbox)
    await github.releases.publish('acme/widgets', {
      release: draft.id,
      latest: true,
      prerelease: false,
      body: null,
    })
    const [tag, from] = ['9.0.0', draft.target_commitish]
    const draftUpdate = { release: draft.id, from, tag, commit: from, name: 'x', body: 'x' }
    const refused = { code: 'refused', message: expect.stringContaining('was published meanwhile') }
    await expect(github.releases.updateDraft('acme/widgets', draftUpdate)).rejects.toMatchObject(refused)
    await expect(github.releases.removeDraft('acme/widgets', draftUpdate)).rejects.toMatchObject(refused)
    const { body } = await sandbox.api('olga', 'GET', `${repository}/releases/tags/1.5.0`)
    expect(body).toMatchObject({ id: draft.id, body: draft.body, draft: false })
    // A deleted draft is not an error.
    await github.releases.removeDraft('acme/widgets', { release: 999_999 })
    const { json } = await relJson(sandbox, 'release draft')
    expect(json).toMatchObject({ outcome: 'nothing-to-do', result: { draft: null, previous: '1.5.0' } })
  })
})

test('moves the draft to the commit that dev runs, never back', async () => {
  const sandbox = await sandboxForTest()
  await land(sandbox, 'one')
  const first = await head(sandbox)
  await deploy(sandbox, 'dev')
  await land(sandbox, 'two')
  const target = async () => (await drafts(sandbox)).map(({ target_commitish }) => target_commitish)
  await runRel(sandbox, 'release draft')
  expect(await target()).toEqual([first])
  await deploy(sandbox, 'dev')
  await runRel(sandbox, 'release draft')
  expect(await target()).toEqual([await head(sandbox)])
  // A slow run of the first commit.
  const late = await runRel(sandbox, `ci draft --commit ${first}`)
  expect([late.exitCode, late.stderr]).toEqual([0, ''])
  expect(late.stdout).toMatch(/^Nothing to do: /)
  expect(await target()).toEqual([await head(sandbox)])
})
