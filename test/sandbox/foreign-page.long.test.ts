import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromium, openBrowser, type Browser } from '../support/browser.js'
import { openPull, startSandbox, type Sandbox } from '../support/sandbox.js'
import { controlRoutes } from './control-routes.js'

/**
 * A page of another origin, in the browser of the user who runs a sandbox and has signed in to its pages, tries everything that a
 * page can send. `.ci/run` installs Chromium; elsewhere the test is skipped if there is none.
 */
const title = 'a foreign page in the browser of a signed-in user reads nothing and changes nothing'
if (chromium === null) process.stderr.write(`Skipped, as Chromium is not installed: ${title}\n`)

let sandbox: Sandbox
let browser: Browser
let foreign: Server
let pull: number
beforeAll(async () => {
  if (chromium === null) return
  sandbox = await startSandbox()
  pull = await openPull(sandbox, 'feature/foreign')
  browser = await openBrowser(chromium, { scripts: true })
  const script = await readFile(new URL('foreign-page-attack.mjs', import.meta.url))
  foreign = createServer(({ url }, response) => {
    const isScript = url === '/attack.mjs'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isScript ? script : '<!doctype html><title>A foreign page</title><body>')
  })
  await new Promise<void>((done) => foreign.listen(0, '127.0.0.1', done))
  await browser.goTo(`${sandbox.url}/login`)
  await browser.fill('key', sandbox.key)
  await browser.press('olga')
})
afterAll(async () => {
  await browser?.close()
  await new Promise((done) => (foreign ? foreign.close(done) : done(null)))
  await sandbox?.stop()
})

interface Request {
  readonly method: string
  readonly url: string
  readonly body: string | null
  readonly type: string
}

test.skipIf(chromium === null).each(['127.0.0.1', 'localhost'])(
  `${title} (from %s)`,
  async (host) => {
    const control = controlRoutes.map(([method, path, body]): Request => ({
      method,
      url: `${sandbox.url}/_sandbox/${path}`,
      body: body === undefined ? null : JSON.stringify(body),
      type: 'application/json',
    }))
    const form = 'application/x-www-form-urlencoded'
    const page = `${sandbox.url}/acme/widgets/pull/${pull}`
    const pages: readonly Request[] = [
      { method: 'POST', url: `${page}/merge`, body: 'method=merge', type: form },
      { method: 'POST', url: `${page}/labels`, body: 'add=deploy', type: form },
      { method: 'POST', url: `${page}/close`, body: '', type: form },
      { method: 'POST', url: `${sandbox.url}/login`, body: 'login=rosa', type: form },
      { method: 'GET', url: page, body: null, type: form },
      { method: 'GET', url: `${sandbox.apiUrl}/repos/acme/widgets`, body: null, type: form },
      {
        method: 'POST',
        url: `${sandbox.url}/graphql`,
        body: '{"query":"{viewer{login}}"}',
        type: 'application/json',
      },
    ]
    const journal = () => readFile(join(sandbox.dir, '.sandbox', 'journal.ndjson'), 'utf8')
    const before = await journal()
    await browser.goTo(`http://${host}:${(foreign.address() as AddressInfo).port}/`)
    const requests = [...control, ...pages]
    const result = (await browser.evaluate(
      `import('/attack.mjs').then(({ attack }) => attack(${JSON.stringify(requests)}))`,
    )) as {
      readonly tried: number
      readonly read: readonly string[]
    }
    expect(result.read).toEqual([])
    expect(result.tried).toBeGreaterThan(5 * requests.length)
    expect(await journal()).toBe(before)
    expect(await sandbox.faults()).toEqual([])
    // The attempts reached the server, and the clearing of the request list did not.
    expect((await sandbox.requests()).some(({ path }) => path === '/graphql')).toBe(true)
    // The user is still signed in as before.
    await browser.goTo(sandbox.url)
    expect(await browser.text()).toContain('Signed in as olga')
  },
  60_000,
)
