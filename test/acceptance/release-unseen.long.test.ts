import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { serveTls } from '../http/servers.js'
import { pushBranch, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel, sandboxForTest } from '../support/transcript.js'

const digest = `sha256:${'d'.repeat(64)}`
const env = { NODE_EXTRA_CA_CERTS: join(import.meta.dirname, '../support/tls/certificate.pem') }
let sandbox: Sandbox
let status: number

/** A team whose images are in a registry that answers what `status` says, to whoever asks for whatever. */
beforeEach(async () => {
  sandbox = await sandboxForTest()
  const registry = await serveTls((_, response) => {
    response.writeHead(status, { 'docker-content-digest': digest }).end()
  })
  const content = `image: { name: ${new URL(registry).host}/acme/widgets }`
  await pushBranch(sandbox, 'adopt', { file: '.github/rel.yml', content })
  const pulls = '/repos/acme/widgets/pulls'
  const wish = { title: 'Adopt', head: 'adopt', base: 'main' }
  const { number } = (await sandbox.api('dev', 'POST', pulls, wish)).body
  expect((await sandbox.api('dev', 'PUT', `${pulls}/${number}/merge`)).status).toBe(200)
  await sandbox.api('olga', 'POST', '/repos/acme/widgets/releases', { tag_name: '1.4.0' })
  // The folder that stands in for a registry.
  await sandbox.git(sandbox.clone('widgets'), 'config', '--unset', 'rel.images')
})

test.each([
  { answer: 200, digest, image: digest, warning: null },
  { answer: 404, digest: null, image: 'none', warning: null },
  { answer: 401, digest: null, image: 'unknown', warning: 'returned status 401' },
  { answer: 500, digest: null, image: 'unknown', warning: 'returned status 500' },
])('a registry that answers $answer: the image is $image', async ({ answer, digest, image, warning }) => {
  status = answer
  const { exitCode, json } = await relJson(sandbox, 'release show 1.4.0', { env })
  expect([exitCode, json['result'].tag, json['result'].digest]).toEqual([0, '1.4.0', digest])
  const told = await runRel(sandbox, 'release show 1.4.0', { env })
  expect(told.stdout).toContain(`Image    ${image}\n`)
  if (warning === null) expect([json['warnings'], told.stderr]).toEqual([undefined, ''])
  else {
    const sentence = /^Cannot see whether there is an image of 1\.4\.0: .*\.$/
    expect(json['warnings']).toEqual([expect.stringMatching(sentence)])
    expect(json['warnings'][0]).toContain(warning)
    expect(told.stderr).toContain(warning)
  }
})
