import { expect, test } from 'vitest'
import { addressOf, parseRepository } from '../src/github/client/address.js'

test.each([
  ['https://github.com/acme/widgets.git', 'github.com', 'acme/widgets'],
  ['https://github.com/acme/widgets', 'github.com', 'acme/widgets'],
  ['https://token@GitHub.com/acme/widgets.js.git', 'github.com', 'acme/widgets.js'],
  ['https://www.github.com/acme/widgets', 'github.com', 'acme/widgets'],
  ['http://127.0.0.1:4321/acme/widgets.git', '127.0.0.1:4321', 'acme/widgets'],
])('finds the host and repository of %s', (url, host, repository) => {
  expect(addressOf(url)).toEqual({ host, repository, ssh: false })
})

test.each([
  ['git@github.com:acme/widgets.git', 'github.com'],
  ['github.com:acme/widgets', 'github.com'],
  ['git@ssh.github.com:acme/widgets', 'github.com'],
  ['git@github.com-work:acme/widgets.git', 'github.com-work'],
  ['ssh://git@github.com:22/acme/widgets.git', 'github.com'],
  ['ssh://git@ssh.github.com:443/acme/widgets.git', 'github.com'],
  ['git+ssh://git@github.com/acme/widgets.git', 'github.com'],
  ['ssh+git://git@github.com/acme/widgets.git', 'github.com'],
  ['ssh://git@ssh.ghe.example:443/acme/widgets.git', 'ssh.ghe.example'],
])('finds the host and repository of %s over ssh', (url, host) => {
  expect(addressOf(url)).toEqual({ host, repository: 'acme/widgets', ssh: true })
})

test.each([
  '/srv/git/widgets',
  '../widgets',
  'C:\\git\\widgets',
  'file:///srv/widgets.git',
  'https://github.com/acme',
  'https://gitlab.com/a/b/c',
  'ssh://-oProxyCommand=x/acme/widgets',
  '-oProxyCommand=x:acme/widgets',
  'git@-F:acme/widgets',
  'ssh://git@a$(id)/acme/widgets',
])('finds no repository in %s', (url) => {
  expect(addressOf(url)).toBeNull()
})

test.each([
  ['acme/widgets', null, 'acme/widgets'],
  ['ghe.example/acme/widgets', 'ghe.example', 'acme/widgets'],
  ['GHE.example:8443/acme/widgets.js', 'ghe.example:8443', 'acme/widgets.js'],
])('reads --repo %s', (text, host, repository) => {
  expect(parseRepository(text)).toEqual({ host, repository })
})

test.each([
  'nope',
  'a/b/c/d',
  '-x/acme/widgets',
  'https://github.com/acme/widgets',
  'a b/c',
  '/acme/widgets',
  '',
])('refuses --repo "%s"', (text) => {
  expect(parseRepository(text)).toBeNull()
})
