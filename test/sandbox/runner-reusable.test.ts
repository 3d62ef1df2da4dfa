import { afterAll, beforeAll, expect, test } from 'vitest'
import { greet } from './runner/greet.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

test('supports reusable workflows with typed inputs, secrets, outputs, names and a matrix', async () => {
  const seen = await stage.play(
    'reusable',
    `name: Outer
on: push
jobs:
  go:
    strategy: {matrix: {env: [dev, qa]}}
    uses: ./.github/workflows/inner.yml
    with: {environment: "\${{ matrix.env }}", dry: false}
    secrets: inherit
  after:
    needs: go
    runs-on: ubuntu-latest
    steps:
      - run: echo "url \${{ needs.go.outputs.url }}"
`,
    {
      '.github/workflows/inner.yml': `on:
  workflow_call:
    inputs:
      environment: {type: string, required: true}
      dry: {type: boolean, default: true}
      times: {type: number, default: 3}
    outputs:
      url: {value: "\${{ jobs.deploy.outputs.url }}"}
jobs:
  deploy:
    runs-on: ubuntu-latest
    outputs: {url: "\${{ steps.s.outputs.url }}"}
    steps:
      - id: s
        run: |
          echo "\${{ inputs.dry == false }} \${{ inputs.times + 0 == 3 || inputs.times == 3 }} \${{ github.workflow }}"
          echo "url=https://\${{ inputs.environment }}.example" >> "$GITHUB_OUTPUT"
`.replace('inputs.times + 0 == 3 || ', ''),
    },
  )
  expect(seen.conclusions).toEqual({
    'go (dev) / deploy': 'success',
    'go (qa) / deploy': 'success',
    after: 'success',
  })
  expect(await seen.log('go (qa) / deploy')).toContain('true true Outer')
  expect(await seen.log('after')).toContain('url https://qa.example')
})

test('uses actions and workflows of another repository of the sandbox at a ref', async () => {
  const put = (path: string, text: string) =>
    stage.sandbox.api('olga', 'PUT', `/repos/acme/gadgets/contents/${path}`, {
      message: `Add ${path}`,
      content: Buffer.from(text).toString('base64'),
      branch: 'shared',
    })
  const { object } = (await stage.sandbox.api('olga', 'GET', '/repos/acme/gadgets/git/ref/heads/main')).body
  await stage.sandbox.api('olga', 'POST', '/repos/acme/gadgets/git/refs', {
    ref: 'refs/heads/shared',
    sha: object.sha,
  })
  expect((await put('greet/action.yml', greet)).status).toBe(201)
  await put(
    '.github/workflows/shared.yml',
    'on: {workflow_call: {}}\njobs:\n  s:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo shared by $GITHUB_REPOSITORY\n',
  )
  const seen = await stage.play(
    'foreign-uses',
    `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - {id: s, uses: acme/gadgets/greet@shared, with: {who: gadgets}}
      - run: echo "<\${{ steps.s.outputs.text }}>"
  b:
    uses: acme/gadgets/.github/workflows/shared.yml@shared
`,
  )
  expect(await seen.log('a')).toContain('<hi gadgets!>')
  expect(await seen.log('b / s')).toContain('shared by acme/widgets')
})

test.each([
  ['docker/login-action@v3', 'docker/login-action'],
  ['docker://alpine:3', 'docker://alpine:3'],
  [`docker://alpine@sha256:${'0'.repeat(64)}`, 'docker://alpine'],
])('a declared stand-in replaces %s and is listed in the run', async (uses, key) => {
  const seen = await stage.play(
    'standin',
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${uses}\n        with: {username: me}\n`,
    {
      '.github/rel.yml': `sandbox: {standins: {"${key}": .rel/standins/login}}\n`,
      '.rel/standins/login/action.yml':
        'name: login\ninputs: {username: {description: u}}\nruns:\n  using: composite\n  steps:\n    - {shell: bash, run: "echo as ${{ inputs.username }}"}\n',
    },
  )
  expect(await seen.log('a')).toContain('as me')
  expect(await stage.findings(seen.run)).toEqual([
    `.github/workflows/play.yml:6:15: a: ${uses} -> stand-in (.rel/standins/login)`,
  ])
})
