import { expect, test } from 'vitest'
import { createGitHub } from '../src/github/github.js'
import { sendJson, serve } from './http/servers.js'

const token = { value: 'ghp_secret', source: 'GH_TOKEN', remedy: 'Set GH_TOKEN to a valid token.' }
const gitHub = (api: string) =>
  createGitHub({ api, token, userAgent: 'test', proxy: null, job: false, notice: () => undefined })

/** A server that notes who sends it a token. */
async function recording(next: () => string = () => '') {
  const received: (string | undefined)[] = []
  const url = await serve((request, response) => {
    received.push(request.headers.authorization)
    if (next() !== '')
      response.setHeader('link', `<${next()}/repositories/1/environments?page=2>; rel="next"`)
    sendJson(response, { total_count: 2, environments: [{ name: 'dev' }] })
  })
  return { url, received }
}

test('does not follow a next page to another server', async () => {
  const other = await recording()
  const api = await recording(() => other.url)
  await expect(gitHub(api.url).environments.list('acme/widgets')).rejects.toMatchObject({
    code: 'failed',
    message: `${new URL(api.url).host} named an address on another server, ${other.url}.`,
  })
  expect([api.received, other.received]).toEqual([['token ghp_secret'], []])
})

test.each([
  ['its own page', (host: string) => `https://${host}/orgs/acme/sso?authorization_request=A1`, true],
  ['a page of somebody else', () => 'https://evil.example/orgs/acme/sso', false],
  ['a page without https', (host: string) => `http://${host}/orgs/acme/sso`, false],
  ['nothing', () => '', false],
])('single sign-on: a server that names %s', async (_, address, isShown) => {
  const url = await serve((request, response) => {
    response.setHeader('x-github-sso', `required; url=${address(request.headers.host ?? '')}`)
    const message = 'Resource protected by organization SAML enforcement.'
    if (request.method === 'POST')
      return sendJson(response, { data: null, errors: [{ type: 'FORBIDDEN', message }] })
    sendJson(response, { message }, 403)
  })
  const { host } = new URL(url)
  const hint = isShown
    ? `Open ${address(host)} to authorize the token for the organization, then run the same command again.`
    : 'Use a token with the necessary role or scope, or ask for the role.'
  const because = 'to the token from GH_TOKEN: Resource protected by organization SAML enforcement.'
  await expect(gitHub(url).environments.list('acme/widgets')).rejects.toMatchObject({
    code: 'permission',
    message: `${host} denied GET /repos/acme/widgets/environments ${because}`,
    hint,
  })
  await expect(gitHub(url).configuration.read('acme/widgets')).rejects.toMatchObject({
    code: 'permission',
    message: `${host} denied a query ${because}`,
    hint,
  })
})
