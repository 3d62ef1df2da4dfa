import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openPull,
  pushBranch,
  startSandbox,
  type Json,
  type Sandbox,
  stopFaithful,
} from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))

const repository = '/repos/acme/widgets'
const get = (path: string) => sandbox.api('dev', 'GET', repository + path)

test('a comparison of 300 commits returns 250 at once, or all in pages', async () => {
  const { sha, commit } = (await get('/commits/main')).body
  let last = sha
  const shas: string[] = []
  for (let count = 0; count < 300; count += 1) {
    const body = { message: `Commit ${count}`, tree: commit.tree.sha, parents: [last] }
    last = (await sandbox.api('dev', 'POST', `${repository}/git/commits`, body)).body.sha
    shas.push(last)
  }
  await sandbox.api('dev', 'POST', `${repository}/git/refs`, { ref: 'refs/heads/long', sha: last })
  const shasOf = ({ body }: { body: Json }): string[] => body.commits.map(({ sha }: Json) => sha)
  const whole = await get('/compare/main...long')
  expect(whole.body).toMatchObject({ status: 'ahead', ahead_by: 300, total_commits: 300, files: [] })
  expect(shasOf(whole)).toEqual(shas.slice(0, 250))
  const pages = await Promise.all(
    [1, 2, 3].map((page) => get(`/compare/main...long?per_page=100&page=${page}`)),
  )
  expect(pages.flatMap(shasOf)).toEqual(shas)
  expect(pages.map(({ headers }) => headers.get('link')?.includes('rel="next"'))).toEqual([true, true, false])
  expect(pages.map(({ body }) => 'files' in body)).toEqual([true, false, false])
})

test('lists the pull request that merged a commit to main, or the open ones with the commit', async () => {
  const numbers = async (sha: string): Promise<number[]> =>
    (await get(`/commits/${sha}/pulls`)).body.map(({ number }: Json) => number)
  const main = (await get('/commits/main')).body.sha
  const number = await openPull(sandbox, 'feature/held')
  const sha = (await get('/commits/feature/held')).body.sha
  expect(await numbers(sha)).toEqual([number])
  expect(await numbers(main)).toEqual([])
  const { body } = await sandbox.api('dev', 'PUT', `${repository}/pulls/${number}/merge`)
  expect(await numbers(sha)).toEqual([number])
  expect(await numbers(body.sha)).toEqual([number])
  const orphan = await pushBranch(sandbox, 'feature/alone')
  expect(await numbers(orphan)).toEqual([])
  expect((await get(`/commits/${'f'.repeat(40)}/pulls`)).status).toBe(422)
})
