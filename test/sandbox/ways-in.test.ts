import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bareEnvironment, binary, endOf, rel } from '../support/run.js'
import { startSandbox, type Sandbox } from '../support/sandbox.js'

const execute = promisify(execFile)
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())

const authority = (): string => join(sandbox.dir, '.sandbox', 'ca.pem')

test.each(['', '/api/v3'])('the API is at %s/', async (prefix) => {
  const answer = await sandbox.api('dev', 'GET', `${sandbox.url}${prefix}/repos/acme/widgets`)
  expect(answer.body.url).toBe(`${sandbox.url}${prefix}/repos/acme/widgets`)
})

/** Sends a proxy request (absolute form). */
const byProxy = (target: string): Promise<readonly [status: number, text: string]> =>
  new Promise((done, fail) => {
    const headers = { authorization: `Bearer ${sandbox.token('dev')}`, host: new URL(target).host }
    const { hostname, port } = new URL(sandbox.url)
    const asking = request({ hostname, port, path: target, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => done([response.statusCode ?? 0, text]))
    })
    asking.on('error', fail)
    asking.end()
  })

interface Tunnel {
  readonly response: IncomingMessage
  readonly socket: Socket
}
const tunnel = (host: string): Promise<Tunnel> =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(sandbox.url)
    const asking = request({ hostname, port, method: 'CONNECT', path: `${host}:443`, agent: false })
    asking.on('connect', (response, socket) => done({ response, socket: socket as Tunnel['socket'] }))
    asking.on('error', fail)
    asking.end()
  })

test('is a proxy for names of this machine', async () => {
  const [status, text] = await byProxy('http://api.github.localhost/user')
  expect([status, JSON.parse(text)]).toMatchObject([200, { login: 'dev' }])
})

describe('hosts that it refuses', () => {
  const real = ['github.com', 'api.github.com', 'acme.ghe.com', 'GitHub.com', 'raw.githubusercontent.com']
  test.each(real)('refuses %s, a host of the real GitHub', async (host) => {
    const [status, text] = await byProxy(`http://${host}/user`)
    expect([status, text]).toEqual([403, expect.stringContaining('a host of the real GitHub')])
    const { response, socket } = await tunnel(host)
    socket.destroy()
    expect(response.statusCode).toBe(403)
  })

  test.each(['example.com', '10.0.0.1', 'github.localhost.example.com'])(
    'refuses %s, which is not this machine',
    async (host) => {
      const [status, text] = await byProxy(`http://${host}/user`)
      expect([status, text]).toEqual([403, expect.stringContaining('only accepts requests to this machine')])
      const { response, socket } = await tunnel(host)
      socket.destroy()
      expect(response.statusCode).toBe(403)
    },
  )
})

/** The response to `GET path` through a tunnel, for a client that trusts the authority. */
async function byTls(host: string, path: string, ca: string): Promise<string> {
  const { response, socket } = await tunnel(host)
  expect(response.statusCode).toBe(200)
  return new Promise((done, fail) => {
    const secure = connect({ socket, servername: host, ca }, () => {
      const token = sandbox.token('dev')
      secure.write(
        `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`,
      )
    })
    let text = ''
    secure.on('data', (chunk) => (text += String(chunk)))
    secure.on('end', () => done(text))
    secure.on('error', fail)
  })
}

describe('TLS with its own host name', () => {
  test('works for clients that trust its authority', async () => {
    const ca = readFileSync(authority(), 'utf8')
    const answer = await byTls('sandbox.localhost', '/api/v3/repos/acme/widgets', ca)
    expect(answer).toMatch(/^HTTP\/1\.1 200/)
    expect(answer).toContain('"url":"https://sandbox.localhost/api/v3/repos/acme/widgets"')
    expect(answer).toContain('"clone_url":"https://sandbox.localhost/acme/widgets.git"')
  })

  test('fails for other clients, and the key is private', async () => {
    const other = readFileSync(join(import.meta.dirname, '../support/tls/certificate.pem'), 'utf8')
    await expect(byTls('sandbox.localhost', '/', other)).rejects.toThrow(/certificate/)
    expect(statSync(join(sandbox.dir, '.sandbox', 'ca-key.pem')).mode & 0o077).toBe(0)
  })

  test('keeps the authority over a restart', async () => {
    const before = readFileSync(authority(), 'utf8')
    sandbox.kill()
    await sandbox.restart()
    expect(readFileSync(authority(), 'utf8')).toBe(before)
  })
})

test('the variables of `rel sandbox env` are enough for git, and for rel', async () => {
  const { out } = await rel(sandbox.home, 'sandbox', 'env', '--dir', sandbox.dir, '--user', 'rosa')
  const script = `${out}
    git -c credential.helper='!f() { echo username=x; echo password=$GH_ENTERPRISE_TOKEN; }; f' \\
      ls-remote https://sandbox.localhost/acme/widgets.git refs/heads/main
    echo "$GITHUB_API_URL $GH_HOST"
    cd '${sandbox.clone('widgets')}' && '${process.execPath}' '${binary}' sandbox status`
  const ended = await endOf(
    execute('sh', ['-c', script], { cwd: sandbox.home, env: bareEnvironment(sandbox.home) }),
  )
  expect(ended.out).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main\n/)
  expect(ended.out).toContain(`${sandbox.apiUrl} sandbox.localhost`)
  expect(ended.out).toContain(`Sandbox  ${sandbox.url}`)
})
