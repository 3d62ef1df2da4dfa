import { expect, test } from 'vitest'
import { proxyFor } from '../../src/http/proxy.js'

const github = 'https://api.github.com/user'
const corporate = { HTTPS_PROXY: 'http://proxy.corp:3128' }

test.each([
  ['nothing set', github, {}, null],
  ['HTTPS_PROXY', github, corporate, 'http://proxy.corp:3128/'],
  [
    'https_proxy wins over HTTPS_PROXY',
    github,
    { ...corporate, https_proxy: 'http://other:1' },
    'http://other:1/',
  ],
  ['an empty variable is ignored', github, { ...corporate, https_proxy: '' }, 'http://proxy.corp:3128/'],
  ['HTTP_PROXY is not for https', github, { HTTP_PROXY: 'http://proxy.corp' }, null],
  ['HTTP_PROXY', 'http://ghe.corp/api', { HTTP_PROXY: 'http://proxy.corp' }, 'http://proxy.corp/'],
  ['ALL_PROXY', github, { ALL_PROXY: 'http://all:8080' }, 'http://all:8080/'],
  [
    'HTTPS_PROXY wins over ALL_PROXY',
    github,
    { ...corporate, all_proxy: 'http://all:8080' },
    'http://proxy.corp:3128/',
  ],
  ['a proxy without a scheme', github, { HTTPS_PROXY: 'proxy.corp:3128' }, 'http://proxy.corp:3128/'],
  [
    'keeps credentials',
    github,
    { HTTPS_PROXY: 'http://me:secret@proxy.corp' },
    'http://me:secret@proxy.corp/',
  ],
  [
    'loopback addresses are not exempt',
    'http://127.0.0.1:8080/',
    { http_proxy: 'http://proxy.corp' },
    'http://proxy.corp/',
  ],
])('%s', (_, url, environment, expected) => {
  expect(proxyFor(new URL(url), environment)?.href ?? null).toBe(expected)
})

test.each([
  ['*', github, true],
  ['api.github.com', github, true],
  ['API.GitHub.com', github, true],
  ['github.com', github, true],
  ['.github.com', github, true],
  ['*.github.com', github, true],
  ['.github.com', 'https://github.com/', true],
  ['hub.com', github, false],
  ['example.com, api.github.com', github, true],
  ['example.com api.github.com', github, true],
  ['api.github.com:443', github, true],
  ['api.github.com:8443', github, false],
  ['ghe.corp:8443', 'https://ghe.corp:8443/', true],
  ['10.0.0.1', 'https://10.0.0.1/', true],
  ['0.0.1', 'https://10.0.0.1/', false],
  ['::1', 'https://[::1]:8443/', true],
  ['[::1]:8443', 'https://[::1]:8443/', true],
  ['[::1]:443', 'https://[::1]:8443/', false],
  ['', github, false],
  [',', github, false],
])('NO_PROXY=%j %s is exempt: %s', (noProxy, url, exempt) => {
  expect(proxyFor(new URL(url), { all_proxy: 'http://proxy.corp', NO_PROXY: noProxy })).toEqual(
    exempt ? null : new URL('http://proxy.corp'),
  )
})

test.each([
  [
    'socks5://me:secret@proxy.corp',
    'HTTPS_PROXY names a socks5: proxy; rel supports only http: and https: proxies.',
  ],
  ['http://me:secret@', 'HTTPS_PROXY is not a valid proxy URL.'],
])('refuses the proxy %s', (value, message) => {
  expect(() => proxyFor(new URL(github), { HTTPS_PROXY: value })).toThrow(
    expect.objectContaining({ code: 'usage', message }),
  )
})
