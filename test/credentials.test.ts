import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiUrl, findToken } from '../src/credentials.js'
import { addressOf, apiOf } from '../src/github/client/address.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rel-gh-'))
  await writeFile(join(folder, 'gh'), '#!/bin/sh\n[ "$4" = signed.example ] && echo "from-gh-for-$4"\n')
  await chmod(join(folder, 'gh'), 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

const sandbox = { 'rel.apiurl': 'http://127.0.0.1:1/api/v3/', 'rel.token': 'clone' }
test.each([
  {
    what: 'uses GH_TOKEN first',
    host: 'github.com',
    env: { GH_TOKEN: 'gh', GITHUB_TOKEN: 'actions' },
    token: 'gh',
  },
  {
    what: 'uses GITHUB_TOKEN if GH_TOKEN is blank',
    host: 'github.com',
    env: { GH_TOKEN: ' ', GITHUB_TOKEN: 'actions\n' },
    token: 'actions',
  },
  {
    what: 'uses GH_ENTERPRISE_TOKEN for an Enterprise server',
    host: 'ghe.example',
    env: { GH_TOKEN: 'gh', GH_ENTERPRISE_TOKEN: 'ghe' },
    token: 'ghe',
  },
  {
    what: 'trusts the server of GITHUB_API_URL',
    host: 'ghe.example',
    env: { GITHUB_API_URL: 'https://ghe.example/api/v3', GH_TOKEN: 'gh' },
    token: 'gh',
  },
  {
    what: 'uses GH_ENTERPRISE_TOKEN for the server of GITHUB_API_URL',
    host: 'ghe.example',
    env: { GITHUB_API_URL: 'https://ghe.example/api/v3', GH_ENTERPRISE_TOKEN: 'ghe' },
    token: 'ghe',
  },
  {
    what: 'uses the token of the clone',
    host: '127.0.0.1:1',
    settings: sandbox,
    env: { GH_ENTERPRISE_TOKEN: 'ghe' },
    token: 'clone',
  },
  {
    what: 'prefers the environment to the clone',
    host: '127.0.0.1:1',
    settings: sandbox,
    env: { GH_TOKEN: 'rosa' },
    token: 'rosa',
  },
  {
    what: 'falls back to the token of gh',
    host: 'signed.example',
    env: {},
    token: 'from-gh-for-signed.example',
  },
])('$what', async ({ host, env, settings = {}, token }) => {
  const map = new Map(Object.entries(settings))
  const api = apiUrl(
    (env as Record<string, string>)['GITHUB_API_URL'] ?? map.get('rel.apiurl') ?? apiOf(host),
  )
  expect(await findToken({ env: { ...env, PATH: `${folder}:/bin` }, api, host, settings: map })).toBe(token)
})

test.each([
  {
    what: 'GH_TOKEN to the host of an arbitrary remote',
    host: 'gitlab.example',
    env: { GH_TOKEN: 'gh', GITHUB_TOKEN: 'actions' },
    settings: {},
  },
  {
    what: 'an Enterprise token to github.com',
    host: 'github.com',
    env: { GH_ENTERPRISE_TOKEN: 'ghe' },
    settings: {},
  },
  {
    what: 'the token of a clone to another API',
    host: '127.0.0.1:1',
    env: { GITHUB_API_URL: 'https://evil.example' },
    settings: sandbox,
  },
])('never sends $what', async ({ host, env, settings }) => {
  const map = new Map(Object.entries(settings))
  const api = apiUrl((env as Record<string, string>)['GITHUB_API_URL'] ?? apiOf(host))
  await expect(findToken({ env: { ...env, PATH: folder }, api, host, settings: map })).rejects.toMatchObject({
    code: 'auth',
  })
})

test.each(['nonsense', 'ftp://x', ''])('refuses "%s" as the URL of an API', (url) => {
  expect(() => apiUrl(url)).toThrow(`Invalid API URL "${url}".`)
})

test.each([
  ['https://github.com/acme/widgets.git', 'github.com', 'acme/widgets'],
  ['https://github.com/acme/widgets', 'github.com', 'acme/widgets'],
  ['https://token@GitHub.com/acme/widgets.js.git', 'github.com', 'acme/widgets.js'],
  ['git@github.com:acme/widgets.git', 'github.com', 'acme/widgets'],
  ['github.com:acme/widgets', 'github.com', 'acme/widgets'],
  ['ssh://git@github.com:22/acme/widgets.git', 'github.com', 'acme/widgets'],
  ['ssh://git@ssh.github.com:443/acme/widgets.git', 'github.com', 'acme/widgets'],
  ['http://127.0.0.1:4321/acme/widgets.git', '127.0.0.1:4321', 'acme/widgets'],
])('finds the host and repository of %s', (url, host, repository) => {
  expect(addressOf(url)).toEqual({ host, repository })
})

test.each([
  '/srv/git/widgets',
  '../widgets',
  'C:\\git\\widgets',
  'file:///srv/widgets.git',
  'https://github.com/acme',
  'https://gitlab.com/a/b/c',
])('finds no repository in %s', (url) => {
  expect(addressOf(url)).toBeNull()
})
