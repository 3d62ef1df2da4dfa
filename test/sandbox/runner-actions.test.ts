import { afterAll, beforeAll, expect, test } from 'vitest'
import { greet } from './runner/greet.js'
import { pages, rule } from './runner/rule.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

test('runs composite actions with inputs, defaults, outputs and their own steps', async () => {
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

test('runs JavaScript actions, and their post scripts in reverse order', async () => {
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

rule(
  'pre runs before the first step and post after the last; they share state, and post-if uses the job status',
  `${pages.metadata}#runs-for-javascript-actions`,
  async () => {
    const write = (stage: string, key: string): string =>
      `require('node:fs').appendFileSync(process.env.GITHUB_STATE, '${key}=${stage}\\n'); console.log('${stage} ' + (process.env.STATE_p ?? '-') + (process.env.STATE_m ?? '-') + ' ' + process.env.INPUT_WORD)`
    await stage.push('staged', {
      'action.yml':
        'name: staged\ninputs: {word: {description: w}}\nruns: {using: node20, pre: pre.cjs, main: main.cjs, post: post.cjs, post-if: failure()}\n',
      'pre.cjs': write('pre', 'p'),
      'main.cjs': write('main', 'm'),
      'post.cjs': write('post', 'x'),
    })
    const job = (last: string): string =>
      `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo first\n      - {uses: acme/widgets@staged, with: {word: hi}}\n      - run: ${last}\n`
    const failing = await stage.play('staged-1', job("'false'"))
    expect(failing.steps('a')).toEqual([
      'Set up job: success',
      'Pre Run acme/widgets@staged: success',
      'Run echo first: success',
      'Run acme/widgets@staged: success',
      'Run false: failure',
      'Post Run acme/widgets@staged: success',
      'Complete job: success',
    ])
    const log = await failing.log('a')
    for (const line of ['pre -- hi', 'main pre- hi', 'post premain hi']) expect(log).toContain(line)
    expect(log.indexOf('pre --')).toBeLessThan(log.indexOf('first'))
    expect(await (await stage.play('staged-2', job('echo well'))).log('a')).not.toContain('post pre')
  },
)
