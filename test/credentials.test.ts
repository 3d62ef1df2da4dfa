import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiOf, apiUrl, chooseApi, registryOf, type Api } from '../src/credentials/api.js'
import { tokenRules, type TokenSource } from '../src/credentials/rules.js'
import { findToken, runSecret } from '../src/credentials/token.js'
import { isCi } from '../src/lib/interactive.js'
import { isLoopback } from '../src/lib/loopback.js'

/** A `gh` that is signed in to signed.example, and like the real one prints the variables of its environment for any host. */
const gh = `#!/bin/sh
[ -n "$GH_ENTERPRISE_TOKEN$GITHUB_ENTERPRISE_TOKEN$GH_TOKEN$GITHUB_TOKEN" ] && echo "$GH_ENTERPRISE_TOKEN$GITHUB_ENTERPRISE_TOKEN$GH_TOKEN$GITHUB_TOKEN" && exit
[ "$4" = signed.example ] || [ "$4" = github.com ] || exit 1
echo "gh-$4"
`
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rel-gh-'))
  await writeFile(join(folder, 'gh'), gh)
  await chmod(join(folder, 'gh'), 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

type Env = Readonly<Record<string, string>>
const local = 'http://127.0.0.1:1/api/v3'
const ghe = 'https://ghe.example/api/v3'
interface Case {
  readonly env?: Env
  readonly settings?: Env
  readonly host?: string
  readonly named?: boolean
  /** Whether `gh` is installed. */
  readonly gh?: boolean
}
function search({ env = {}, settings = {}, host = 'github.com', named = false, gh = false }: Case) {
  const map = new Map(Object.entries(settings))
  const api = chooseApi({ env, settings: map, host, named })
  return { api, env: { ...env, PATH: gh ? `${folder}:/bin` : '/nowhere' }, settings: map }
}
/** The token that is sent, or the message about why there is none. */
const sent = (given: Case): Promise<string> =>
  findToken(search(given)).then(
    ({ value }) => value,
    (error: Error) => error.message,
  )

const inClone = { settings: { 'rel.apiurl': local } }
const inCloneAndEnvironment = { ...inClone, env: { GITHUB_API_URL: local } }
const byEnvironment = { env: { GITHUB_API_URL: ghe } }
const byLocalEnvironment = { env: { GITHUB_API_URL: local } }
const onServer = { host: 'ghe.example' }

/** One row for every row of the table in src/credentials/rules.ts, then what is never sent. */
const rows: readonly (readonly [api: Api['source'], source: TokenSource, given: Case, value: string])[] = [
  ['clone', 'GH_TOKEN', inClone, 'sandbox_rosa'],
  ['clone', 'GITHUB_TOKEN', inClone, 'sandbox_rosa'],
  ['clone', 'rel.token', inClone, 'dev'],
  ['environment', 'GH_TOKEN', byEnvironment, 'x'],
  ['environment', 'GITHUB_TOKEN', byEnvironment, 'x'],
  ['environment', 'GH_ENTERPRISE_TOKEN', { env: { ...byEnvironment.env, GH_HOST: 'ghe.example' } }, 'x'],
  ['environment', 'GITHUB_ENTERPRISE_TOKEN', byLocalEnvironment, 'sandbox_rosa'],
  ['environment', 'rel.token', inCloneAndEnvironment, 'dev'],
  ['environment', 'gh', { env: { GITHUB_API_URL: 'https://api.github.com' }, gh: true }, 'gh-github.com'],
  ['github', 'GH_TOKEN', { host: 'acme.ghe.com' }, 'x'],
  ['github', 'GITHUB_TOKEN', {}, 'x'],
  ['github', 'gh', { gh: true }, 'gh-github.com'],
  ['server', 'GH_ENTERPRISE_TOKEN', { ...onServer, env: { GH_HOST: 'GHE.example' } }, 'x'],
  ['server', 'GITHUB_ENTERPRISE_TOKEN', { host: 'signed.example', gh: true }, 'x'],
  ['server', 'gh', { host: 'signed.example', gh: true }, 'gh-signed.example'],
]
const withToken = (given: Case, source: TokenSource, value: string): Case => ({
  ...given,
  env: { ...given.env, ...(source !== 'gh' && source !== 'rel.token' && { [source]: value }) },
  settings: { ...given.settings, ...(source === 'rel.token' && { [source]: value }) },
})

describe('the table of tokens', () => {
  test('has a test for each row', () => {
    const tested = rows.map(([api, source]) => `${api} ${source}`)
    const rules = Object.entries(tokenRules).flatMap(([api, rules]) =>
      rules.map(({ source }) => `${api} ${source}`),
    )
    expect(tested).toEqual(rules)
  })

  test.each(rows)('%s: sends %s', async (api, source, given, value) => {
    const found = withToken(given, source, value)
    expect(search(found).api.source).toBe(api)
    expect(await sent(found)).toBe(value)
  })

  test.each<[string, Case, string]>([
    [
      'a token of GitHub to rel.apiUrl',
      withToken(inClone, 'GH_TOKEN', 'ghp_1'),
      'rel.apiUrl gets only a GH_TOKEN or GITHUB_TOKEN that begins with sandbox_',
    ],
    [
      'an Enterprise token to rel.apiUrl',
      withToken(inClone, 'GH_ENTERPRISE_TOKEN', 'sandbox_x'),
      'rel.apiUrl gets only',
    ],
    [
      'the token of gh to rel.apiUrl',
      { ...inClone, gh: true },
      'GH_TOKEN, GITHUB_TOKEN and rel.token are not set',
    ],
    [
      'rel.token to another API',
      { env: { GITHUB_API_URL: ghe }, settings: { 'rel.apiurl': local, 'rel.token': 'dev' } },
      'rel.token is set, but it is only for rel.apiUrl; gh is not installed',
    ],
    [
      'rel.token without rel.apiUrl',
      { settings: { 'rel.token': 'dev' } },
      'rel.token is set, but it is only for rel.apiUrl',
    ],
    [
      'GH_TOKEN to the host of a remote',
      withToken(onServer, 'GH_TOKEN', 'x'),
      'No token found for ghe.example: GH_TOKEN is set, but it is only for github.com and the API in GITHUB_API_URL; gh is not installed.',
    ],
    [
      'GH_TOKEN to a host that is not a tenant of ghe.com',
      withToken({ host: 'a.b.ghe.com.evil.example' }, 'GH_TOKEN', 'x'),
      'GH_TOKEN is set, but',
    ],
    [
      'GH_ENTERPRISE_TOKEN to the host of a remote',
      { ...withToken(onServer, 'GH_ENTERPRISE_TOKEN', 'x'), gh: true },
      'GH_ENTERPRISE_TOKEN is set, but ghe.example is neither GH_HOST nor known to gh; gh is not signed in to ghe.example.',
    ],
    [
      'GH_ENTERPRISE_TOKEN to an unknown API',
      withToken(byEnvironment, 'GH_ENTERPRISE_TOKEN', 'x'),
      'ghe.example is neither GH_HOST nor known to gh',
    ],
    [
      'GH_ENTERPRISE_TOKEN to github.com',
      withToken({ env: { GH_HOST: 'github.com' } }, 'GH_ENTERPRISE_TOKEN', 'x'),
      'github.com is not an Enterprise server',
    ],
    [
      'GH_ENTERPRISE_TOKEN to the API of github.com',
      withToken(
        { env: { GH_HOST: 'github.com', GITHUB_API_URL: 'https://api.github.com' } },
        'GH_ENTERPRISE_TOKEN',
        'x',
      ),
      'github.com is not an Enterprise server',
    ],
    [
      'anything if nothing is set',
      {},
      'No token found for github.com: GH_TOKEN and GITHUB_TOKEN are not set; gh is not installed.',
    ],
  ])('never sends %s', async (_, given, message) => {
    expect(await sent(given)).toContain(message)
  })

  test('takes the first token, and a blank one is not set', async () => {
    expect(await sent({ env: { GH_TOKEN: 'gh', GITHUB_TOKEN: 'actions' } })).toBe('gh')
    expect(await sent({ env: { GH_TOKEN: ' ', GITHUB_TOKEN: 'actions\n' } })).toBe('actions')
  })

  test('says where a token comes from and how to replace it', async () => {
    const { source, remedy } = await findToken(search({ host: 'signed.example', gh: true }))
    expect([source, remedy]).toEqual([
      '`gh auth token` for signed.example',
      'Run `gh auth login --hostname signed.example`.',
    ])
  })

  test.each(['ORG_READ_TOKEN', 'REINTEGRATION_TOKEN'] as const)(
    'sends %s only to the API of a run',
    (name) => {
      const value = (given: Case, isRun: boolean) =>
        runSecret(name, { [name]: 'x' }, search(given).api, isRun)?.value ?? null
      expect([
        value(byEnvironment, true),
        value(byEnvironment, false),
        value({}, true),
        value(inClone, true),
      ]).toEqual(['x', null, null, null])
    },
  )

  test.each([
    [{}, 'ghcr.io'],
    [{ env: { GITHUB_API_URL: 'https://api.github.com' } }, 'ghcr.io'],
    [{ host: 'acme.ghe.com' }, 'containers.acme.ghe.com'],
    [byEnvironment, null],
    [inClone, null],
  ])('%j: the registry that takes the token is %s', (given: Case, registry) => {
    expect(registryOf(search(given).api)).toBe(registry)
  })
})

describe('the API', () => {
  test.each([
    ['github.com', 'https://api.github.com'],
    ['acme.ghe.com', 'https://api.acme.ghe.com'],
    ['ghe.example:8443', 'https://ghe.example:8443/api/v3'],
  ])('of %s is %s', (host, url) => {
    expect(apiOf(host)).toBe(url)
  })

  test.each([
    ['https://api.github.com/', 'github.com', 'https://github.com'],
    ['https://api.acme.ghe.com', 'acme.ghe.com', 'https://acme.ghe.com'],
    ['https://api.evil.example', 'api.evil.example', 'https://api.evil.example'],
    [`${local}/`, '127.0.0.1:1', 'http://127.0.0.1:1'],
  ])('%s belongs to %s', (url, host, web) => {
    expect(search({ env: { GITHUB_API_URL: url } }).api).toMatchObject({ host, web })
  })

  test.each(['nonsense', 'ftp://x', ''])('refuses "%s"', (url) => {
    expect(() => apiUrl(url)).toThrow(`Invalid API URL "${url}".`)
  })

  test('does not repeat the credentials of a URL', () => {
    expect(() => apiUrl('https://me:secret@ghe.example/api')).toThrow('Invalid API URL "ghe.example".')
  })

  test.each([
    'http://evil.example',
    'https://ghe.example/api/v3',
    'http://127.0.0.1@evil.example',
    'nonsense',
  ])('refuses rel.apiUrl %s, also if GITHUB_API_URL is set', (url) => {
    const settings = { 'rel.apiurl': url, 'rel.token': 'x' }
    const refusal = /^rel.apiUrl in the git configuration is .*; it must be on loopback.$/
    expect(() => search({ settings })).toThrow(refusal)
    expect(() => search({ ...byEnvironment, settings })).toThrow(refusal)
  })

  test('refuses http off loopback', () => {
    const env = { GITHUB_API_URL: 'http://ghe.example/api/v3', GH_TOKEN: 'x' }
    expect(() => search({ env })).toThrow('GITHUB_API_URL is http://ghe.example/api/v3; without https')
  })

  test('refuses a repository on another host than the configured API', () => {
    const typed = { host: 'ghe.example', named: true }
    expect(search({ ...byEnvironment, ...typed }).api.url).toBe(ghe)
    expect(() => search({ ...byLocalEnvironment, ...typed })).toThrow(`but GITHUB_API_URL is ${local}`)
    expect(() => search({ ...inClone, ...typed })).toThrow(`but rel.apiUrl of this clone is ${local}`)
  })
})

test.each([
  ['http://127.0.0.1:8080', true],
  ['http://127.8.9.1', true],
  ['http://127.1', true],
  ['http://[::1]:1', true],
  ['http://localhost', true],
  ['https://sandbox.LOCALHOST', true],
  ['http://127.0.0.1.evil.example', false],
  ['http://localhost.evil.example', false],
  ['http://evillocalhost', false],
  ['http://128.0.0.1', false],
  ['http://[::ffff:1.2.3.4]', false],
])('%s is on loopback: %s', (url, expected) => {
  expect(isLoopback(new URL(url))).toBe(expected)
})

test.each([
  [{ CI: 'true' }, true],
  [{ CI: '1' }, true],
  [{ CI: 'false' }, false],
  [{ CI: '0' }, false],
  [{ CI: '' }, false],
  [{}, false],
])('%j means CI: %s', (env: Env, expected) => {
  expect(isCi(env)).toBe(expected)
})
