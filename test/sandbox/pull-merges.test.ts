import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPull, pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'
import { mergingIn, repository } from './merging.js'
import { expectSurvival } from '../support/survival.js'

let sandbox: Sandbox
const read: string[] = []
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(async () => {
  await expectSurvival(sandbox, read)
  await stopFaithful(sandbox)
})

const { get, post, put, head, branch, write } = mergingIn(() => sandbox)

describe('a pull request is merged', () => {
  test('with a merge commit and GitHub’s or a given message', async () => {
    const number = await openPull(sandbox, 'feature/merge', 'A feature')
    const sha = await head('feature/merge')
    const { body } = await put(`/pulls/${number}/merge`, { sha })
    expect(await get(`/commits/${body.sha}`)).toMatchObject({
      commit: {
        message: `Merge pull request #${number} from acme/feature/merge\n\nA feature`,
        author: { name: 'Dev Developer' },
        committer: { name: 'GitHub' },
      },
    })
    expect(await get(`/pulls/${number}`)).toMatchObject({
      state: 'closed',
      merged: true,
      mergeable: null,
      merge_commit_sha: body.sha,
    })
    read.push(`${repository}/pulls/${number}`)
    const own = await openPull(sandbox, 'feature/own')
    const { body: mine } = await put(`/pulls/${own}/merge`, { commit_title: 'Mine', commit_message: 'Words' })
    expect((await get(`/commits/${mine.sha}`)).commit.message).toBe('Mine\n\nWords')
  })

  test('as one commit: with the message of a single commit, or a list of several and their authors', async () => {
    await branch('single')
    await write('single', 'single.txt', '1', 'Write it\n\nBecause.')
    const { body: single } = await post('/pulls', { title: 'Single', head: 'single', base: 'main' })
    const squashed = await put(`/pulls/${single.number}/merge`, { merge_method: 'squash' })
    expect((await get(`/commits/${squashed.body.sha}`)).commit.message).toBe(
      `Write it (#${single.number})\n\nBecause.`,
    )
    await branch('several')
    await write('several', 'a.txt', 'a', 'Write a\n\nFirst.')
    const content = Buffer.from('b').toString('base64')
    const author = { name: 'Quinn', email: 'quinn@users.noreply.sandbox.localhost' }
    await put('/contents/b.txt', { message: 'Write b', branch: 'several', content, author })
    const { body: pull } = await post('/pulls', { title: 'Several', head: 'several', base: 'main' })
    const many = await put(`/pulls/${pull.number}/merge`, { merge_method: 'squash' })
    expect(await get(`/commits/${many.body.sha}`)).toMatchObject({
      commit: {
        message: [
          `Several (#${pull.number})`,
          '* Write a',
          'First.',
          '* Write b',
          '---------',
          'Co-authored-by: Quinn <quinn@users.noreply.sandbox.localhost>',
        ].join('\n\n'),
      },
      parents: [{ sha: squashed.body.sha }],
    })
  })

  test('unless it is a draft, or its head has another sha', async () => {
    await pushBranch(sandbox, 'feature/draft')
    const { body: draft } = await post('/pulls', {
      title: 'Draft',
      head: 'feature/draft',
      base: 'main',
      draft: true,
    })
    const refused = await put(`/pulls/${draft.number}/merge`)
    expect([refused.status, refused.body.message]).toEqual([405, 'Pull Request is still a draft'])
    const stale = await put(`/pulls/${draft.number}/merge`, { sha: await head('main') })
    expect(stale.status).toBe(405)
  })
})

test('refuses disabled merge methods and deletes merged branches by the settings', async () => {
  const settings = (body: object) => sandbox.api('olga', 'PATCH', '/repos/acme/gadgets', body)
  const gadgets = (method: string, path: string, body: object = {}) =>
    sandbox.api('dev', method, `/repos/acme/gadgets${path}`, body)
  await pushBranch(sandbox, 'feature/settings', { repository: 'gadgets' })
  const { body: pull } = await gadgets('POST', '/pulls', {
    title: 'x',
    head: 'feature/settings',
    base: 'main',
  })
  const path = `/pulls/${pull.number}/merge`
  await settings({ allow_squash_merge: false, delete_branch_on_merge: true })
  const squash = await gadgets('PUT', path, { merge_method: 'squash' })
  expect([squash.status, squash.body.message]).toEqual([
    405,
    'Squash merges are not allowed on this repository.',
  ])
  await settings({ allow_squash_merge: true, allow_merge_commit: false })
  const merge = await gadgets('PUT', path, { merge_method: 'merge' })
  expect([merge.status, merge.body.message]).toEqual([
    405,
    'Merge commits are not allowed on this repository.',
  ])
  expect((await gadgets('PUT', path, { merge_method: 'rebase' })).status).toBe(200)
  expect((await sandbox.api('dev', 'GET', '/repos/acme/gadgets/branches/feature/settings')).status).toBe(404)
})

test('concurrent merges into a base are serialized', async () => {
  const numbers = [await openPull(sandbox, 'race/one'), await openPull(sandbox, 'race/two')]
  const answers = await Promise.all(numbers.map((number) => put(`/pulls/${number}/merge`)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  for (const { body } of answers) expect((await get(`/compare/${body.sha}...main`)).behind_by).toBe(0)
})
