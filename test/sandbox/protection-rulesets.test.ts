import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
let clone: string
const repository = '/repos/acme/widgets'
const olga = (method: string, path: string, body?: unknown) =>
  sandbox.api('olga', method, `${repository}${path}`, body)
const dev = (method: string, path: string, body?: unknown) =>
  sandbox.api('dev', method, `${repository}${path}`, body)
const git = (...args: string[]) => sandbox.git(clone, ...args)
const commit = (message: string) => git('commit', '--quiet', '--allow-empty', '--message', message)
const reviews = { dismiss_stale_reviews_on_push: false, require_code_owner_review: false }
const pullRequest = {
  type: 'pull_request',
  parameters: {
    ...reviews,
    require_last_push_approval: false,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
  },
}
const ruleset = (name: string, include: string[], rules: object[], more: object = {}) =>
  olga('POST', '/rulesets', {
    name,
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include, exclude: [] } },
    rules,
    ...more,
  })

beforeAll(async () => {
  sandbox = await startSandbox()
  clone = sandbox.clone('widgets')
})
afterAll(() => stopFaithful(sandbox))

describe('rulesets', () => {
  const page = 'rules?ref=refs%2F'

  test('restrict creation, update, deletion and force pushes of branches by pattern', async () => {
    const created = await ruleset(
      'frozen',
      ['refs/heads/frozen/**/*'],
      [{ type: 'update' }, { type: 'deletion' }, { type: 'non_fast_forward' }],
    )
    expect([created.status, created.body]).toMatchObject([201, { name: 'frozen', source: 'acme/widgets' }])
    await pushBranch(sandbox, 'frozen/a/b')
    await commit('More')
    const push = await git('push', 'origin', 'HEAD:frozen/a/b', 'HEAD:melted')
    expect(push.error).toContain(
      'remote: error: GH013: Repository rule violations found for refs/heads/frozen/a/b.',
    )
    expect(push.error).toContain(`/acme/widgets/${page}heads%2Ffrozen%2Fa%2Fb`)
    expect(push.error).toContain('remote: - Cannot update this protected ref.')
    expect(push.error).toContain('(push declined due to repository rule violations)')
    expect(push.error).toContain('* [new branch]      HEAD -> melted')
    expect((await git('push', 'origin', ':frozen/a/b')).error).toContain('- Cannot delete this branch')
    expect((await git('push', '--force', 'origin', 'origin/main:frozen/a/b')).error).toContain(
      '- Cannot force-push to this branch',
    )
    expect((await dev('GET', '/rules/branches/frozen/a/b')).body).toMatchObject([
      { type: 'update', ruleset_id: created.body.id },
      { type: 'deletion' },
      { type: 'non_fast_forward' },
    ])
    const restricted = await ruleset('no new ones', ['refs/heads/closed/*'], [{ type: 'creation' }])
    expect(restricted.status).toBe(201)
    const { sha } = (await dev('GET', '/commits/main')).body
    const ref = await dev('POST', '/git/refs', { ref: 'refs/heads/closed/x', sha })
    expect([ref.status, ref.body.message]).toEqual([
      422,
      'Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n',
    ])
  })

  test('restrict the names of tags and branches', async () => {
    const pattern = (operator: string, text: string) => ({ operator, pattern: text })
    await ruleset('tags', ['~ALL'], [{ type: 'tag_name_pattern', parameters: pattern('regex', '^v\\d+$') }], {
      target: 'tag',
    })
    const push = await git('push', 'origin', 'HEAD:refs/tags/v7', 'HEAD:refs/tags/nightly')
    expect(push.error).toContain('* [new tag]         HEAD -> v7')
    expect(push.error).toContain('- Tag name must match a given regex pattern: ^v\\d+$')
    for (const invalid of ['(', '(?=a)']) {
      const rule = { type: 'branch_name_pattern', parameters: pattern('regex', invalid) }
      expect((await ruleset('bad', ['~ALL'], [rule])).status).toBe(422)
    }
    const unsupported = await ruleset('strange', ['~ALL'], [{ type: 'required_signatures' }])
    expect([unsupported.status, unsupported.body.errors[0].message]).toEqual([
      422,
      'not in the sandbox: the rule required_signatures',
    ])
  })

  test('require pull requests, linear history and checks, except from bypass actors', async () => {
    await pushBranch(sandbox, 'release/1')
    const created = await ruleset(
      'releases',
      ['refs/heads/release/*'],
      [
        pullRequest,
        { type: 'required_linear_history' },
        {
          type: 'required_status_checks',
          parameters: {
            required_status_checks: [{ context: 'one' }, { context: 'two' }],
            strict_required_status_checks_policy: false,
          },
        },
      ],
      { bypass_actors: [{ actor_id: 2, actor_type: 'RepositoryRole', bypass_mode: 'always' }] },
    )
    expect([created.status, created.body.current_user_can_bypass]).toEqual([201, 'always'])
    expect((await dev('GET', `/rulesets/${created.body.id}`)).body.current_user_can_bypass).toBe('never')
    await pushBranch(sandbox, 'fix', { from: 'origin/release/1' })
    const { sha } = (await dev('GET', '/commits/fix')).body
    const { number } = (await dev('POST', '/pulls', { title: 'fix', head: 'fix', base: 'release/1' })).body
    const refused = await dev('PUT', `/pulls/${number}/merge`)
    expect([refused.status, refused.body.message]).toEqual([
      405,
      'Repository rule violations found\n\n' +
        'At least 1 approving review is required by reviewers with write access.\n\n' +
        'This branch must not contain merge commits.\n\n' +
        '2 of 2 required status checks are expected.\n\n',
    ])
    // The bypass list has maintainers; a workflow token may never bypass.
    const robot = await sandbox.newToken({
      kind: 'workflow',
      repository: 'acme/widgets',
      permissions: { contents: 'write' },
    })
    const byRobot = await sandbox.api(
      null,
      'PATCH',
      `${repository}/git/refs/heads/release/1`,
      { sha },
      { authorization: `Bearer ${robot}` },
    )
    expect(byRobot.status).toBe(422)
    const byRosa = await sandbox.api('rosa', 'PATCH', `${repository}/git/refs/heads/release/1`, { sha })
    expect(byRosa.status).toBe(200)
  })

  test('are updated, disabled and deleted', async () => {
    const { body: all } = await dev('GET', '/rulesets')
    const { id } = all.find(({ name }: { name: string }) => name === 'frozen')
    expect((await olga('PUT', `/rulesets/${id}`, { enforcement: 'disabled' })).body.enforcement).toBe(
      'disabled',
    )
    expect((await git('push', 'origin', ':frozen/a/b')).status).toBe(0)
    expect((await olga('DELETE', `/rulesets/${id}`)).status).toBe(204)
    expect((await dev('GET', `/rulesets/${id}`)).status).toBe(404)
  })
})

test('survives a killed server', async () => {
  const paths = ['/rulesets', '/rules/branches/release/1', '/rulesets?targets=tag']
  const read = () => Promise.all(paths.map(async (path) => (await olga('GET', path)).body))
  const before = await read()
  const deviations = await sandbox.deviations()
  sandbox.kill()
  await sandbox.restart()
  expect(await read()).toEqual(before)
  expect(deviations).toEqual([])
})
