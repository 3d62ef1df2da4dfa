import { blake2b } from 'blakejs'
import nacl from 'tweetnacl'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.api('olga', 'PUT', '/environments/qa', {})
  await put('/actions/secrets', 'TOKEN', 'repository-secret')
  await put('/actions/secrets', 'SHARED', 'shared-secret')
  await put('/environments/qa/secrets', 'TOKEN', 'environment-secret')
  await stage.api('olga', 'POST', '/actions/variables', { name: 'REGION', value: 'north' })
})
afterAll(() => stage.stop())

/** Encrypts like libsodium's crypto_box_seal. */
function seal(text: string, key: string): string {
  const to = new Uint8Array(Buffer.from(key, 'base64'))
  const { publicKey, secretKey } = nacl.box.keyPair()
  const nonce = blake2b(Buffer.concat([publicKey, to]), undefined, 24)
  const box = nacl.box(new Uint8Array(Buffer.from(text)), nonce, to, secretKey)
  return Buffer.concat([publicKey, box]).toString('base64')
}
async function put(scope: string, name: string, value: string): Promise<void> {
  const { body } = await stage.api('olga', 'GET', `${scope}/public-key`)
  const { status } = await stage.api('olga', 'PUT', `${scope}/${name}`, {
    encrypted_value: seal(value, body.key),
    key_id: body.key_id,
  })
  if (status !== 201) throw new Error(`${scope}/${name}: ${status}`)
}
/** Separates the letters of a secret, so that it is not masked. */
const apart = '| sed "s/./& /g"'
const spaced = (text: string): string => text.replaceAll(/./g, '$& ').trim()

test('environment secrets override repository secrets, and logs mask all secrets', async () => {
  const step = `steps:
      - env: {TOKEN: "\${{ secrets.TOKEN }}"}
        run: |
          echo "$TOKEN" ${apart}
          echo "plain $TOKEN in \${{ vars.REGION }}"
`
  const seen = await stage.play(
    'secrets',
    `on: push\njobs:\n  bare:\n    runs-on: x\n    ${step}  qa:\n    runs-on: x\n    environment: qa\n    ${step}`,
  )
  expect(await seen.log('bare')).toMatch(
    new RegExp(`${spaced('repository-secret')} \\nplain \\*\\*\\* in north`),
  )
  expect(await seen.log('qa')).toMatch(
    new RegExp(`${spaced('environment-secret')} \\nplain \\*\\*\\* in north`),
  )
})

test('a called workflow has only the secrets passed to it and those of its job’s environment', async () => {
  const inner = `on: {workflow_call: {secrets: {GIVEN: {required: false}}}}
jobs:
  a:
    runs-on: x
    environment: qa
    steps:
      - run: |
          echo "<\${{ secrets.SHARED != '' }} \${{ secrets.GIVEN != '' }} \${{ secrets.TOKEN != '' }}>"
`
  const seen = await stage.play(
    'given',
    `on: push
jobs:
  all: {uses: ./.github/workflows/inner.yml, secrets: inherit}
  one: {uses: ./.github/workflows/inner.yml, secrets: {GIVEN: "\${{ secrets.SHARED }}"}}
  none: {uses: ./.github/workflows/inner.yml}
`,
    { '.github/workflows/inner.yml': inner },
  )
  const logs = await Promise.all(['all / a', 'one / a', 'none / a'].map((name) => seen.log(name)))
  expect(logs.map((log) => /^<.*>$/m.exec(log)?.[0])).toEqual([
    '<true false true>',
    '<false true true>',
    '<false false true>',
  ])
})

rule(
  'the token has the permissions of the job and expires with it',
  `${pages.syntax}#permissions`,
  async () => {
    const seen = await stage.play(
      'token',
      `on: push
permissions: {}
jobs:
  may:
    runs-on: x
    permissions: {issues: write}
    steps:
      - env: {TOKEN: "\${{ github.token }}"}
        run: |
          ask() { curl -s -o "$RUNNER_TEMP/answer" -w '%{http_code}' -H "Authorization: Bearer $TOKEN" "$@"; }
          echo "issue $(ask -d '{"title":"by robot"}' "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues")"
          echo "ref $(ask -d "{\\"ref\\":\\"refs/heads/no\\",\\"sha\\":\\"$GITHUB_SHA\\"}" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/git/refs")"
          printf %s "$TOKEN" | sed 's/./& /g'
`,
    )
    const log = await seen.log('may')
    expect([/issue \d+/.exec(log)?.[0], /ref \d+/.exec(log)?.[0]]).toEqual(['issue 201', 'ref 403'])
    const token = /^g h s _ .*$/m.exec(log)?.[0].replaceAll(' ', '') ?? ''
    const after = await fetch(`${stage.sandbox.apiUrl}/user`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(after.status).toBe(401)
  },
)

test('a pull request from a fork has a read-only token and no secrets', async () => {
  await stage.push('add-fork', {
    '.github/workflows/fork.yml': `on: pull_request
permissions: {contents: write}
jobs:
  a:
    runs-on: x
    steps:
      - run: echo "<\${{ secrets.SHARED == '' }}>"
      - uses: actions/checkout@v4
      - run: git push origin HEAD:refs/heads/from-fork
`,
  })
  const { number } = (
    await stage.api('dev', 'POST', '/pulls', { title: 'x', head: 'add-fork', base: 'main' })
  ).body
  await stage.idle()
  await stage.api('dev', 'PUT', `/pulls/${number}/merge`)
  await stage.sandbox.fork({ repository: 'acme/widgets', login: 'guest' })
  const fork = '/repos/guest/widgets'
  const main = (await stage.sandbox.api('guest', 'GET', `${fork}/commits/main`)).body.sha
  await stage.sandbox.api('guest', 'POST', `${fork}/git/refs`, { ref: 'refs/heads/theirs', sha: main })
  const content = { message: 'theirs', content: Buffer.from('x').toString('base64'), branch: 'theirs' }
  expect((await stage.sandbox.api('guest', 'PUT', `${fork}/contents/theirs.txt`, content)).status).toBe(201)
  const opened = await stage.api('guest', 'POST', '/pulls', {
    title: 'theirs',
    head: 'guest:theirs',
    base: 'main',
  })
  expect(opened.status).toBe(201)
  await stage.idle()
  const run = (await stage.runs('event=pull_request')).find((each) => each.head_branch === 'theirs')
  const seen = await stage.see(run)
  expect(await seen.log('a')).toContain('<true>')
  expect(seen.steps('a').slice(2, 4)).toEqual([
    'Run actions/checkout@v4: success',
    'Run git push origin HEAD:refs/heads/from-fork: failure',
  ])
})
