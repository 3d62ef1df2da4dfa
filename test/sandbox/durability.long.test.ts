import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPull, pushBranch, startSandbox, type Sandbox } from '../support/sandbox.js'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox()
})
afterEach(() => sandbox.stop())

const repository = '/repos/acme/widgets'

test('keeps every acknowledged write when killed during writes', async () => {
  const number = await openPull(sandbox, 'feature/one')
  const acknowledged: string[] = []
  const write = async (worker: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      const body = `${worker}/${count}`
      const { status } = await sandbox.api('dev', 'POST', `${repository}/issues/${number}/comments`, { body })
      if (status === 201) acknowledged.push(body)
      if (acknowledged.length === 60) sandbox.kill()
    }
  }
  // The connection breaks when the server is killed.
  await Promise.allSettled([0, 1, 2, 3].map(write))
  expect(acknowledged.length).toBeGreaterThanOrEqual(60)
  await sandbox.restart()
  const pages = await Promise.all(
    [1, 2, 3].map(
      async (page) =>
        (await sandbox.api('dev', 'GET', `${repository}/issues/${number}/comments?per_page=100&page=${page}`))
          .body,
    ),
  )
  const kept = pages.flat().map(({ body }: { body: string }) => body)
  expect(kept).toEqual(expect.arrayContaining(acknowledged))
  expect(new Set(kept).size).toBe(kept.length)
})

test('keeps pushes before and after a kill, with their pull requests and the port', async () => {
  const number = await openPull(sandbox, 'feature/kept')
  const url = sandbox.url
  const sha = await pushBranch(sandbox, 'feature/kept', { content: 'more', from: 'feature/kept' })
  sandbox.kill()
  await sandbox.restart()
  expect(sandbox.url).toBe(url)
  expect((await sandbox.api('dev', 'GET', `${repository}/pulls/${number}`)).body.head.sha).toBe(sha)
  const next = await pushBranch(sandbox, 'feature/kept', { content: 'even more', from: 'feature/kept' })
  expect((await sandbox.api('dev', 'GET', `${repository}/pulls/${number}`)).body.head.sha).toBe(next)
})

test('completes at start the records of a push that was interrupted', async () => {
  const number = await openPull(sandbox, 'feature/cut')
  const journal = join(sandbox.dir, '.sandbox', 'journal.ndjson')
  const before = await readFile(journal, 'utf8')
  const sha = await pushBranch(sandbox, 'feature/cut', { content: 'more', from: 'feature/cut' })
  sandbox.kill()
  // As if the server had been killed after moving the ref: the journal contains only the writer.
  const announced = (await readFile(journal, 'utf8')).slice(before.length).split('\n')[0]
  await writeFile(journal, `${before}${announced}\n`)
  await sandbox.restart()
  expect((await sandbox.api('dev', 'GET', `${repository}/pulls/${number}`)).body.head.sha).toBe(sha)
})

test('drops an incomplete last line and reports it', async () => {
  const number = await openPull(sandbox, 'feature/torn')
  sandbox.kill()
  await appendFile(join(sandbox.dir, '.sandbox', 'journal.ndjson'), '{"id":999,"changes":[["comm')
  await sandbox.restart()
  expect((await sandbox.api('dev', 'GET', `${repository}/pulls/${number}`)).status).toBe(200)
  expect(
    (await sandbox.api('dev', 'POST', `${repository}/issues/${number}/comments`, { body: 'On' })).status,
  ).toBe(201)
  expect(await readFile(join(sandbox.dir, '.sandbox', 'server.log'), 'utf8')).toContain('was incomplete')
  sandbox.kill()
  await sandbox.restart()
  expect((await sandbox.api('dev', 'GET', `${repository}/issues/${number}/comments`)).body).toMatchObject([
    { body: 'On' },
  ])
})
