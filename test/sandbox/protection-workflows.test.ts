import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPull, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
let clone: string
const repository = '/repos/acme/widgets'
const dev = (method: string, path: string, body?: unknown) =>
  sandbox.api('dev', method, `${repository}${path}`, body)
const git = (...args: string[]) => sandbox.git(clone, ...args)
const commit = (message: string) => git('commit', '--quiet', '--allow-empty', '--message', message)

beforeAll(async () => {
  sandbox = await startSandbox()
  clone = sandbox.clone('widgets')
})
afterAll(() => stopFaithful(sandbox))

describe('a token without the workflows permission (18)', () => {
  const path = '.github/workflows/new.yml'
  let robot: string
  const asRobot = (method: string, route: string, body: unknown) =>
    sandbox.api(null, method, `${repository}${route}`, body, { authorization: `Bearer ${robot}` })
  const refused = async (answer: ReturnType<typeof asRobot>) => {
    const { status, headers, body } = await answer
    expect([status, body.message]).toEqual([403, 'Resource not accessible by integration'])
    expect(headers.get('x-accepted-github-permissions')).toBe(
      'contents=write; contents=write,workflows=write',
    )
  }
  const remote = (): string => `${sandbox.url.replace('//', `//x:${robot}@`)}/acme/widgets.git`

  beforeAll(async () => {
    robot = await sandbox.newToken({
      kind: 'workflow',
      repository: 'acme/widgets',
      permissions: { contents: 'write', pull_requests: 'write', workflows: 'write' },
    })
    await git('checkout', '--quiet', '-B', 'with-workflow', 'origin/main')
    await mkdir(join(clone, '.github', 'workflows'), { recursive: true })
    await writeFile(join(clone, path), 'on: push\njobs: {}\n')
    await git('add', '--all')
    await commit('A workflow')
  })

  test('may not push a workflow file, but other refs of the push', async () => {
    const push = await git('push', remote(), 'HEAD:with-workflow', 'origin/main:refs/heads/plain')
    expect(push.error).toContain(
      `(refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission)`,
    )
    expect(push.error).toContain('* [new branch]      origin/main -> plain')
  })

  test('may not create a ref or file with a workflow over REST, but merge a pull request', async () => {
    const number = await openPull(sandbox, 'workflow-pull')
    await git('checkout', '--quiet', 'with-workflow')
    await git('push', '--quiet', 'origin', 'HEAD:refs/tags/v99')
    const { sha } = (await dev('GET', '/commits/v99')).body
    await refused(asRobot('POST', '/git/refs', { ref: 'refs/heads/by-ref', sha }))
    const content = Buffer.from('on: push\n').toString('base64')
    await refused(asRobot('PUT', `/contents/${path}`, { message: 'x', content, branch: 'plain' }))
    expect((await asRobot('PUT', `/pulls/${number}/merge`, {})).status).toBe(200)
  })
})
