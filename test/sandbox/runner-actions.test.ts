import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const greet = `name: greet
inputs:
  who: {description: whom, required: true}
  mark: {description: how, default: "!"}
outputs:
  text: {description: what, value: "\${{ steps.s.outputs.text }}"}
runs:
  using: composite
  steps:
    - id: s
      shell: bash
      run: echo "text=hi $WHO\${{ inputs.mark }}" >> "$GITHUB_OUTPUT"
      env: {WHO: "\${{ inputs.who }}"}
    - if: inputs.who == 'nobody'
      shell: bash
      run: exit 4
    - shell: bash
      run: echo "in $(basename "\${{ github.action_path }}")"
`

test('composite actions: inputs, defaults, outputs, steps of their own', async () => {
  const seen = await stage.play(
    'composite',
    `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: s
        name: Greet
        uses: ./.github/actions/greet
        with: {who: you, colour: red}
      - run: echo "<\${{ steps.s.outputs.text }}> \${{ toJSON(steps) == '' }}"
      - id: bad
        continue-on-error: true
        uses: ./.github/actions/greet
        with: {who: nobody}
      - run: echo "bad \${{ steps.bad.outcome }}"
`,
    { '.github/actions/greet/action.yml': greet },
  )
  const log = await seen.log('a')
  for (const text of [
    '<hi you!> false',
    'in greet',
    'bad failure',
    "Unexpected input(s) 'colour' for ./.github/actions/greet",
  ])
    expect(log).toContain(text)
  expect(seen.steps('a')[2]).toBe('Greet: success')
})

test('JavaScript actions, with what they do at the end, the last first', async () => {
  const action =
    'name: js\ninputs: {word: {description: w, default: none}}\nruns: {using: node20, main: main.cjs, post: post.cjs}\n'
  const main = `const { appendFileSync } = require('node:fs')
appendFileSync(process.env.GITHUB_OUTPUT, 'word=' + process.env.INPUT_WORD + '\\n')
appendFileSync(process.env.GITHUB_STATE, 'word=' + process.env.INPUT_WORD + '\\n')
console.log('main ' + process.env.INPUT_WORD + ' ' + (process.env.HOME !== '' && !process.env.KUBECONFIG))`
  const seen = await stage.play(
    'node',
    `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - {id: one, uses: ./js, with: {word: one}}
      - {uses: ./js, with: {word: two}}
      - run: echo "said \${{ steps.one.outputs.word }}"
      - run: 'false'
`,
    {
      'js/action.yml': action,
      'js/main.cjs': main,
      'js/post.cjs': "console.log('post ' + process.env.STATE_word)",
    },
  )
  const log = await seen.log('a')
  expect([
    log.includes('said one'),
    log.indexOf('post two') < log.indexOf('post one'),
    log.includes('main one true'),
  ]).toEqual([true, true, true])
  expect(seen.steps('a').slice(-4)).toEqual([
    'Run false: failure',
    'Post Run ./js: success',
    'Post Run ./js: success',
    'Complete job: success',
  ])
})

test('reusable workflows: typed inputs, secrets, outputs, names, a matrix around them', async () => {
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

test('actions and workflows of another repository of the sandbox, at a ref', async () => {
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

test('a declared stand-in takes the place of an action, and the run says so', async () => {
  const seen = await stage.play(
    'standin',
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/login-action@v3\n        with: {username: me}\n',
    {
      '.github/rel.yml':
        'environments: [preview, qa1, qa2, qa3, qa4, dev, staging, production, hotfix]\nqa: {ttl: 72h}\nsandbox: {standins: {docker/login-action: .rel/standins/login}}\n',
      '.rel/standins/login/action.yml':
        'name: login\ninputs: {username: {description: u}}\nruns:\n  using: composite\n  steps:\n    - {shell: bash, run: "echo as ${{ inputs.username }}"}\n',
    },
  )
  expect(await seen.log('a')).toContain('as me')
  expect(await stage.findings(seen.run)).toEqual([
    '.github/workflows/play.yml:6:15: a: docker/login-action@v3 -> stand-in (.rel/standins/login)',
  ])
})

test('artifacts pass from job to job; a cache has nothing', async () => {
  const seen = await stage.play(
    'artifacts',
    `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir -p out/deep && echo one > out/1.txt && echo two > out/deep/2.txt
      - uses: actions/upload-artifact@v4
        with: {name: built, path: out}
      - {id: c, uses: actions/cache@v4, with: {path: x, key: k}}
      - run: echo "hit <\${{ steps.c.outputs.cache-hit }}>"
  b:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: {name: built, path: in}
      - run: cat in/1.txt in/deep/2.txt
      - {continue-on-error: true, uses: actions/download-artifact@v4, with: {name: none}}
`,
  )
  expect([await seen.log('a'), await seen.log('b')]).toEqual([
    expect.stringContaining('hit <>'),
    expect.stringContaining('one\ntwo\n'),
  ])
  expect(await seen.log('b')).toContain('Artifact not found for name: none')
})

test('checkout: history, another ref in a folder, a branch stays one, credentials', async () => {
  const seen = await stage.play(
    'checkout',
    `on: push
permissions: {contents: write}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - {uses: actions/checkout@v4, with: {fetch-depth: 0}}
      - run: echo "on $(git rev-parse --abbrev-ref HEAD) of $(git rev-list --count HEAD)"
      - {uses: actions/checkout@v4, with: {ref: main, path: other, persist-credentials: false}}
      - run: cd other && echo "main $(git rev-parse --abbrev-ref HEAD) $(git rev-list --count HEAD) $(git config --get-regexp extraheader | wc -l)"
      - run: |
          git config user.name robot && git config user.email robot@example.com
          git commit --quiet --allow-empty -m robot && git push --quiet origin HEAD:refs/heads/made-by-robot
  b:
    runs-on: ubuntu-latest
    permissions: {contents: read}
    steps:
      - uses: actions/checkout@v4
      - run: git push origin HEAD:refs/heads/never
`,
  )
  const log = await seen.log('a')
  expect(log).toMatch(/on checkout of [2-9]/)
  expect(log).toMatch(/main main 1 0/)
  expect((await stage.api('dev', 'GET', '/branches/made-by-robot')).status).toBe(200)
  expect(seen.conclusions).toEqual({ a: 'success', b: 'failure' })
  expect(await stage.runs('branch=made-by-robot')).toEqual([])
})

test('step summaries are kept with the job', async () => {
  const seen = await stage.play(
    'summary',
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo "# Done" >> "$GITHUB_STEP_SUMMARY"\n      - run: echo more >> "$GITHUB_STEP_SUMMARY"\n',
  )
  const { body } = await stage.sandbox.api(
    null,
    'GET',
    `${stage.sandbox.url}/_sandbox/runner/jobs/${seen.jobs[0].id}`,
  )
  expect(body.job.summary).toBe('# Done\nmore\n')
})
