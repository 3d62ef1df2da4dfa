import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pushBranch, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'
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

describe('a merge of a branch into a branch', () => {
  test('succeeds, or reports an ancestor, a conflict, a missing branch or protection', async () => {
    await branch('target')
    const feature = await pushBranch(sandbox, 'bring')
    const before = await head('target')
    const created = await post('/merges', { base: 'target', head: 'bring' })
    expect([created.status, created.body]).toMatchObject([
      201,
      { commit: { message: 'Merge bring into target' }, parents: [{ sha: before }, { sha: feature }] },
    ])
    read.push(`${repository}/commits/${created.body.sha}`, `${repository}/branches/target`)
    expect(await head('target')).toBe(created.body.sha)
    expect((await post('/merges', { base: 'target', head: feature })).status).toBe(204)
    await branch('other')
    await write('target', 'README.md', 'one', 'One')
    await write('other', 'README.md', 'two', 'Two')
    const refusal = async (base: string, head: string): Promise<unknown> => {
      const { status, body } = await post('/merges', { base, head })
      return [status, body.message]
    }
    expect(await refusal('target', 'other')).toEqual([409, 'Merge conflict'])
    expect(await refusal('none', 'other')).toEqual([404, 'Base does not exist'])
    expect(await refusal('target', 'none')).toEqual([404, 'Head does not exist'])
    expect(await refusal('main', 'other')).toEqual([422, 'Changes must be made through a pull request.'])
    expect((await post('/merges', { base: 'target', head: 'other' }, 'quinn')).status).toBe(404)
  })
})

describe('the update of a pull request branch', () => {
  const update = async (number: number, body: object = {}): Promise<unknown> => {
    const answer = await put(`/pulls/${number}/update-branch`, body)
    return answer.status === 202 ? answer.body.message : [answer.status, answer.body.errors[0].message]
  }
  test('merges the base into the head, unless the base has no new commits or they conflict', async () => {
    await branch('base')
    await branch('topic', 'base')
    const topic = await write('topic', 'topic.txt', 'topic', 'Topic')
    const { body: pull } = await post('/pulls', { title: 'Topic', head: 'topic', base: 'base' })
    expect(await update(pull.number)).toEqual([422, 'There are no new commits on the base branch.'])
    const base = await write('base', 'base.txt', 'base', 'Base')
    const wrong = { expected_head_sha: base }
    expect(await update(pull.number, wrong)).toEqual([
      422,
      "expected head sha didn't match current head ref.",
    ])
    expect(await update(pull.number, { expected_head_sha: topic })).toBe('Updating pull request branch.')
    const after = await get(`/pulls/${pull.number}`)
    expect(await get(`/commits/${after.head.sha}`)).toMatchObject({
      commit: { message: "Merge branch 'base' into topic" },
      parents: [{ sha: topic }, { sha: base }],
    })
    await write('base', 'topic.txt', 'else', 'Else')
    expect(await update(pull.number)).toEqual([422, 'merge conflict between base and head'])
    read.push(`${repository}/pulls/${pull.number}/commits`)
  })
})

describe('the mergeability of a pull request', () => {
  test('is unknown in the first response after head or base moved', async () => {
    await branch('calm')
    await branch('wild', 'calm')
    await write('wild', 'README.md', 'wild', 'Wild')
    const { body: pull } = await post('/pulls', { title: 'Wild', head: 'wild', base: 'calm' })
    expect([pull.mergeable, pull.mergeable_state]).toEqual([null, 'unknown'])
    const mergeability = async (): Promise<unknown> => {
      const { mergeable, mergeable_state: state } = await get(`/pulls/${pull.number}`)
      return [mergeable, state]
    }
    expect(await mergeability()).toEqual([true, 'clean'])
    await write('calm', 'README.md', 'calm', 'Calm')
    expect(await mergeability()).toEqual([null, 'unknown'])
    expect(await mergeability()).toEqual([false, 'dirty'])
    await write('wild', 'README.md', 'calm', 'Calm down')
    expect(await mergeability()).toEqual([null, 'unknown'])
    expect(await mergeability()).toEqual([true, 'clean'])
    const refused = await put(`/pulls/${pull.number}/merge`, { merge_method: 'rebase' })
    expect([refused.status, refused.body.message]).toEqual([405, "This branch can't be rebased"])
  })
})
