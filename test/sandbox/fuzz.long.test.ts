import { afterAll, beforeAll, expect, test } from 'vitest'
import { readContract } from '../../src/sandbox/contract/rest.js'
import { tables, type TableName } from '../../src/sandbox/state/tables.js'
import type { Json } from '../support/sandbox.js'
import type { Known } from './fuzz-bodies.js'
import { fuzzRequests, type FuzzRequest } from './fuzz-requests.js'
import { createFuzzFolder, openServer, type FuzzFolder, type Reply, type Served } from './fuzz-server.js'

const requests = 10_500
const concurrency = 16
const home = '/repos/acme/fuzz-01'

let folder: FuzzFolder
let server: Served
let known: Known
beforeAll(async () => {
  folder = createFuzzFolder()
  server = await openServer(folder.journal, folder.repositories)
  known = await populate(server)
}, 60_000)
afterAll(async () => {
  await server.close()
  folder.remove()
})

/** Creates a repository with all kinds of resources, and returns their names and numbers. */
async function populate({ as }: Served): Promise<Known> {
  const send = async (method: string, path: string, body?: unknown) => {
    const { status, text } = await as('olga', method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const many = async (count: number, path: string, body: (at: number) => unknown): Promise<number[]> => {
    const ids: number[] = []
    for (let at = 0; at < count; at += 1) {
      const created = await send('POST', path, body(at))
      ids.push(created.number ?? created.id)
    }
    return ids
  }
  const past = { pulls: 5, releases: 5, deployments: 5, adopted: true }
  await send('POST', '/_sandbox/seed', { repositories: 1, prefix: 'fuzz', ...past })
  const shas = (await send('GET', `${home}/commits`)).map(({ sha }: { sha: string }) => sha)
  const branches = Array.from({ length: 12 }, (_, at) => `feature/${at}`)
  for (const branch of branches) {
    await send('POST', `${home}/git/refs`, { ref: `refs/heads/${branch}`, sha: shas[0] })
    const file = `${branch.replace('/', '-')}.txt`
    const content = Buffer.from(branch).toString('base64')
    await send('PUT', `${home}/contents/${file}`, { message: `Write ${file}`, content, branch })
  }
  const pulls = await many(8, `${home}/pulls`, (at) => ({ title: `${at}`, head: branches[at], base: 'main' }))
  const issues = await many(8, `${home}/issues`, (at) => ({ title: `Issue ${at}` }))
  const comments = await many(20, `${home}/issues/${issues[0]}/comments`, (at) => ({ body: `${at}` }))
  const labels = Array.from({ length: 20 }, (_, at) => `label ${at}`)
  for (const name of labels) await send('POST', `${home}/labels`, { name, color: 'abcdef' })
  const releases = await many(10, `${home}/releases`, (at) => ({
    tag_name: `v1.${at}.0`,
    draft: at % 2 === 0,
  }))
  const deployments = await many(6, `${home}/deployments`, () => ({ ref: 'main', required_contexts: [] }))
  const actions = await workflowIn(send)
  return {
    owner: ['acme'],
    org: ['acme'],
    repo: ['fuzz-01', 'fuzz-01', 'fuzz-01', 'widgets'],
    username: ['dev', 'rosa', 'quinn', 'guest'],
    issue_number: [...pulls, ...issues],
    pull_number: [...pulls, 1, 2, 3],
    comment_id: comments,
    name: labels,
    label: labels,
    branch: ['main', ...branches],
    ref: ['heads/main', 'main', 'tags/v0.1.0', shas[0], ...branches],
    sha: shas,
    commit_sha: shas,
    tree_sha: ['main', ...shas],
    basehead: ['main...feature/1', 'v0.1.0...main', 'feature/2...feature/3'],
    path: ['README.md', 'src', '.github/rel.yml', 'package.json'],
    tag: ['v0.1.0', 'v0.2.0', 'v1.1.0'],
    release_id: releases,
    deployment_id: deployments,
    environment_name: ['dev', 'staging', 'production', 'qa1'],
    ...actions,
  }
}

/** Creates a workflow on main and its runs, one with a job and an artifact. */
async function workflowIn(
  must: (method: string, path: string, body?: unknown) => Promise<Json>,
): Promise<Known> {
  const [branch, file] = ['feature/workflow', '.github/workflows/ci.yml']
  const main = await must('GET', `${home}/branches/main`)
  await must('POST', `${home}/git/refs`, { ref: `refs/heads/${branch}`, sha: main.commit.sha })
  const content = Buffer.from('name: ci\non: workflow_dispatch\njobs: {}\n').toString('base64')
  await must('PUT', `${home}/contents/${file}`, { message: 'Add ci', content, branch })
  const { number } = await must('POST', `${home}/pulls`, { title: 'ci', head: branch, base: 'main' })
  await must('PUT', `${home}/pulls/${number}/merge`)
  for (let at = 0; at < 5; at += 1)
    await must('POST', `${home}/actions/workflows/ci.yml/dispatches`, { ref: 'main' })
  const { workflow_runs: runs } = await must('GET', `${home}/actions/runs`)
  const run = `/_sandbox/runner/runs/${runs[0].id}`
  const job = await must('POST', `${run}/jobs`, { name: 'build' })
  const { artifact } = await must('POST', `${run}/artifacts?name=built`, {})
  return {
    workflow_id: ['ci.yml'],
    run_id: runs.map(({ id }: Json) => id),
    job_id: [job.id],
    check_run_id: [job.id],
    artifact_id: [artifact.id],
    archive_format: ['zip'],
  }
}

test(`${requests} random requests cause no crash and no 500; a replay of the journal gives the same reads`, async () => {
  const next = fuzzRequests(readContract(), known, [
    'olga',
    'olga',
    'olga',
    'dev',
    'dev',
    'rosa',
    'rosa',
    'quinn',
    'guest',
  ])
  const broken: string[] = []
  let reached = 0
  let number = 0
  const check = (request: FuzzRequest, { status, text }: Reply): void => {
    if (status >= 500 && status !== 501) broken.push(`${status} ${describe(request)}: ${text.slice(0, 200)}`)
    // Statuses other than of requests refused before the operation.
    if (request.valid && ![400, 401, 404, 431, 501].includes(status)) reached += 1
  }
  const work = async (): Promise<void> => {
    while (number < requests) {
      const request = next((number += 1))
      if (request.cut !== null) await server.breakOff(request)
      else
        await server.sendRequest(request).then(
          (reply) => check(request, reply),
          (error: Error) => broken.push(`${error.message} ${describe(request)}`),
        )
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  expect(broken).toEqual([])
  expect(reached / requests).toBeGreaterThanOrEqual(0.3)

  const replay = folder.replayed()
  for (const table of Object.keys(tables) as TableName[])
    expect(replay.all(table), table).toEqual(server.store.all(table))
  replay.close()
  const second = await openServer(folder.journal, folder.repositories)
  for (const path of lists) {
    const original = await server.as('olga', 'GET', path)
    expect({ path, ...(await second.as('olga', 'GET', path)) }).toEqual({
      path,
      status: 200,
      text: original.text,
    })
  }
  await second.close()
}, 180_000)

const lists = [
  ...[
    'issues?state=all&per_page=100',
    'pulls?state=all&per_page=100',
    'labels?per_page=100',
    'releases?per_page=100',
  ],
  ...['deployments?per_page=100', 'branches?per_page=100', 'environments?per_page=100', 'actions/runs'],
].map((path) => `${home}/${path}`)
const describe = ({ name, method, path, login, headers, body }: FuzzRequest): string =>
  `${name}: ${method} ${path.slice(0, 200)} by ${login} ${JSON.stringify(headers).slice(0, 100)} ${(body ?? '').slice(0, 400)}`

test('refuses invalid HTTP, and handles the next request', async () => {
  for (const text of [
    'GET\r\n\r\n',
    'GET /user HTTP/9.9\r\n\r\n',
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
    'POST /user HTTP/1.1\r\nhost: localhost\r\ncontent-length: -5\r\n\r\n',
    'POST /user HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    'GET http://[ HTTP/1.1\r\nhost: localhost\r\n\r\n',
    '\u0000\u0001\u0002',
  ])
    expect(await server.raw(text)).not.toContain(' 500 ')
  expect((await server.as('dev', 'GET', '/user')).status).toBe(200)
})
