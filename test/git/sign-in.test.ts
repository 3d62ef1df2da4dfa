import { expect, test } from 'vitest'
import { run } from '../../src/git/run.js'
import { envWithToken } from '../../src/git/sign-in.js'
import { hostileServer } from '../support/hostile.js'
import { bareEnvironment } from '../support/run.js'
import { serve } from '../http/servers.js'

const location = (server: string) => ({
  directory: import.meta.dirname,
  env: envWithToken(bareEnvironment('/nowhere'), server, 'ghs_secret'),
})
const basic = `basic ${Buffer.from('x-access-token:ghs_secret').toString('base64')}`

test('git sends the token to its server, and to no other', async () => {
  const other = await hostileServer()
  const received: (string | undefined)[] = []
  const server = await serve((request, response) => {
    received.push(request.headers.authorization)
    response.writeHead(404).end()
  })
  await run(location(server), 'ls-remote', `${server}/acme/widgets.git`)
  await run(location(server), 'ls-remote', `${other.url}/acme/widgets.git`)
  expect(received).toEqual([basic])
  expect(new Set(other.received.map(({ credentials }) => credentials))).toEqual(new Set([null]))
})

test('git does not follow its server to another one', async () => {
  const other = await hostileServer()
  const server = await serve((request, response) => {
    response.writeHead(301, { location: `${other.url}${request.url}` }).end()
  })
  const { code } = await run(location(server), 'ls-remote', `${server}/acme/widgets.git`)
  expect(code).not.toBe(0)
  expect(other.received).toEqual([])
})
