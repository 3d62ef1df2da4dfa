import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, commitOn, fingerprint, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel, steady, transcript } from '../support/transcript.js'

/** main has changed the same file twice since 1.4.0: the second change conflicts without the first. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await mergedPull(sandbox, 'feature/base', { file: 'page.txt', content: 'one\ntwo\nthree' })
  await release(sandbox, '1.4.0')
  await mergedPull(sandbox, 'feature/first', { file: 'page.txt', content: 'one\nfirst\nthree' })
  await mergedPull(sandbox, 'feature/second', { file: 'page.txt', content: 'one\nsecond\nthree' })
  await mergedPull(sandbox, 'feature/fine', { file: 'fine.txt', content: 'fine' })
  await mergedPull(sandbox, 'feature/again', { file: 'page.txt', content: 'one\nagain\nthree' })
})
afterAll(() => sandbox.stop())

const beside = (name: string): string => `${sandbox.clone('widgets')}.hotfix-${name}`
const settle = async (name: string, content: string): Promise<void> => {
  await writeFile(join(beside(name), 'page.txt'), content)
  await sandbox.git(beside(name), 'add', 'page.txt')
}

test('reports a conflict before writing, and continues after it is resolved beside the clone', async () => {
  const clone = sandbox.clone('widgets')
  await writeFile(join(clone, 'page.txt'), 'dirty')
  await gitAt(sandbox, 'add', 'page.txt')
  await writeFile(join(clone, 'page.txt'), 'dirtier')
  const before = await fingerprint(clone)
  const picks = '--pick 3 --pick 4'
  const first = await transcript(sandbox, [
    `hotfix start stuck ${picks} --dry-run`,
    `hotfix start stuck ${picks}`,
    `hotfix start stuck ${picks}`,
    'hotfix start --continue',
  ])
  await settle('stuck', 'one\nsecond\nthree\n')
  const then = await transcript(sandbox, [
    `hotfix start stuck ${picks}`,
    'hotfix start stuck --continue --dry-run',
    'hotfix start --continue',
    `hotfix start stuck ${picks}`,
    'hotfix start stuck --continue',
  ])
  await expect(`${first}\n${then}`).toMatchFileSnapshot('hotfix-conflict.txt')
  expect(await bodyOf(sandbox, 6)).toMatchObject({
    title: 'Hotfix stuck: #3, #4',
    body: 'Cherry-picked into release/1.4.0:\n\n- #3 About feature/second (@dev)\n- #4 About feature/fine (@dev)\n',
  })
  expect(await fingerprint(clone)).toEqual(before)
  expect(existsSync(beside('stuck'))).toBe(false)
  await gitAt(sandbox, 'fetch', '--quiet')
  const log = await gitAt(sandbox, 'log', '--format=%b', 'origin/release/1.4.0..origin/hotfix/stuck')
  expect(log.match(/cherry picked from commit/g)).toHaveLength(2)
  await gitAt(sandbox, 'reset', '--quiet', '--hard')
})

test('names the pull requests and authors of both sides in --json', async () => {
  expect(await relJson(sandbox, 'hotfix start told --pick 3 --dry-run')).toMatchObject({
    exitCode: 3,
    json: {
      error: { code: 'conflict' },
      result: {
        pr: null,
        conflicts: [{ path: 'page.txt', prs: [3, 2], authors: ['dev'] }],
        directory: beside('told'),
      },
    },
  })
  expect(existsSync(beside('told'))).toBe(false)
})

test('handles two conflicts, a cherry-pick continued with git, and --abort', async () => {
  await runRel(sandbox, 'hotfix start twice --pick 3 --pick 5')
  await settle('twice', 'one\nelse\nthree\n')
  expect(await relJson(sandbox, 'hotfix start twice --continue')).toMatchObject({
    exitCode: 3,
    json: { error: { code: 'conflict' }, steps: [{ kind: 'continue-picks', status: 'done' }] },
  })
  await settle('twice', 'one\nsettled\nthree\n')
  await sandbox.git(beside('twice'), '-c', 'core.editor=true', 'cherry-pick', '--continue')
  expect((await runRel(sandbox, 'hotfix start twice')).stdout).toMatch(/Push .* to hotfix\/twice/)
  expect(existsSync(beside('twice'))).toBe(false)

  await runRel(sandbox, 'hotfix start given-up --pick 3')
  const lines = [
    'hotfix start --abort --dry-run',
    'hotfix start given-up --abort',
    'hotfix start given-up --abort',
  ]
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('hotfix-abort.txt')
  expect(existsSync(beside('given-up'))).toBe(false)
  expect(await gitAt(sandbox, 'ls-remote', 'origin', 'hotfix/given-up')).toBe('')
})

test('continues from inside the work tree, which is removed', async () => {
  await runRel(sandbox, 'hotfix start inside --pick 3')
  await settle('inside', 'one\ninside\nthree\n')
  const there = { cwd: beside('inside') }
  const { exitCode, stdout, stderr } = await runRel(sandbox, 'hotfix start inside --continue', there)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toMatch(/#\d+ is open from hotfix\/inside into release\/1\.4\.0/)
  expect(existsSync(beside('inside'))).toBe(false)
})

test('ignores a deleted work tree, and creates it again', async () => {
  await runRel(sandbox, 'hotfix start lost --pick 3')
  await rm(beside('lost'), { recursive: true })
  expect(await runRel(sandbox, 'hotfix start other --pick 4 --dry-run')).toMatchObject({ exitCode: 0 })
  expect((await runRel(sandbox, 'hotfix start lost --abort')).stdout).toMatch(
    /hotfix\/lost has no cherry-pick in progress/,
  )
  expect(await runRel(sandbox, 'hotfix start lost --pick 3')).toMatchObject({ exitCode: 3 })
  expect((await runRel(sandbox, 'hotfix start lost --abort')).stdout).toContain('Remove the worktree')
})

test('skips a resolution without changes', async () => {
  await runRel(sandbox, 'hotfix start nothing --pick 3 --pick 4')
  await settle('nothing', 'one\ntwo\nthree\n')
  const { exitCode, json } = await relJson(sandbox, 'hotfix start nothing --continue')
  const kinds = json['steps'].map(({ kind }: Json) => kind)
  expect({ exitCode, kinds }).toEqual({
    exitCode: 0,
    kinds: ['continue-picks', 'push-commit', 'open-pull-request', 'drop-work-tree'],
  })
  expect(json['result'].picked).toMatchObject([{ pr: 4 }])
})

test('reports resolved commits as picked, without those already on GitHub', async () => {
  const before = await gitAt(sandbox, 'ls-remote', 'origin', 'hotfix/nothing')
  await runRel(sandbox, 'hotfix start nothing --pick 3')
  await settle('nothing', 'one\nsecond\nthree\n')
  const { json } = await relJson(sandbox, 'hotfix start nothing --continue')
  const after = await gitAt(sandbox, 'ls-remote', 'origin', 'hotfix/nothing')
  expect(after).not.toBe(before)
  expect(json['result'].picked).toEqual([{ pr: 3, commit: after.split('\t')[0] }])
})

test('opens a draft at the head of the line for a conflicting reintegration, with files and authors', async () => {
  await commitOn(sandbox, 'release/1.4.0', 'page.txt', 'one\nhotfix\nthree')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  const line = await gitAt(sandbox, 'rev-parse', 'origin/release/1.4.0')
  const lines = ['hotfix reintegrate --dry-run', 'hotfix reintegrate', 'hotfix reintegrate']
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('hotfix-draft.txt')
  const { json } = await relJson(sandbox, 'hotfix reintegrate')
  const { pr, clean, conflicts } = json['result']
  expect({ clean, conflicts, draft: pr.draft, sha: pr.sha }).toEqual({
    clean: false,
    conflicts: [{ path: 'page.txt', prs: [5, 3, 2], authors: ['dev'] }],
    draft: true,
    sha: line,
  })
  const { body } = await bodyOf(sandbox, pr.number)
  await expect(steady(body, sandbox).replaceAll(/^- [0-9a-f]{7}/gm, '- <short>')).toMatchFileSnapshot(
    'hotfix-draft-body.txt',
  )

  await gitAt(sandbox, 'fetch', '--quiet')
  // Somebody merges main into the branch and resolves the conflict; the line is not changed.
  await gitAt(sandbox, 'switch', '--quiet', '--create', 'settle', 'origin/reintegrate/1.4.1')
  await sandbox.git(sandbox.clone('widgets'), 'merge', '--quiet', 'origin/main')
  await writeFile(join(sandbox.clone('widgets'), 'page.txt'), 'one\nboth\nthree\n')
  await gitAt(sandbox, 'commit', '--quiet', '--all', '--message', 'Settle')
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'HEAD:reintegrate/1.4.1')
  expect((await relJson(sandbox, 'hotfix reintegrate')).json).toMatchObject({
    outcome: 'nothing-to-do',
    result: { clean: true },
  })
  const node = (await bodyOf(sandbox, pr.number)).node_id
  await sandbox.graphql(
    'dev',
    'mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { clientMutationId } }',
    { id: node },
  )
  await mergePull(sandbox, pr.number, 'squash', '')
  expect(await gitAt(sandbox, 'rev-parse', 'origin/release/1.4.0')).toBe(line)
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toMatchObject({
    missing: 0,
    commits: [{ on: 'listed' }],
  })
  expect(await sandbox.deviations()).toEqual([])
})

test('cherry-picks in a repository without merge commits', async () => {
  await sandbox.api('olga', 'PATCH', '/repos/acme/widgets', { allow_merge_commit: false })
  await release(sandbox, '1.5.0')
  await gitAt(sandbox, 'push', '--quiet', 'origin', 'origin/main:refs/heads/release/1.5.0')
  await commitOn(sandbox, 'release/1.5.0', 'one.txt', 'one')
  await commitOn(sandbox, 'release/1.5.0', 'two.txt', 'two')
  await mergedPull(sandbox, 'feature/later', { file: 'later.txt' })
  const { json } = await relJson(sandbox, 'hotfix reintegrate 1.5.1')
  await gitAt(sandbox, 'fetch', '--quiet')
  expect(await gitAt(sandbox, 'log', '--format=%s %p', 'origin/main..origin/reintegrate/1.5.1')).toMatch(
    /^Write two.txt [0-9a-f]+\nWrite one.txt [0-9a-f]+$/,
  )
  await mergePull(sandbox, json['result'].pr.number, 'rebase')
  expect((await relJson(sandbox, 'hotfix reintegrate')).json).toMatchObject({ outcome: 'nothing-to-do' })
})
