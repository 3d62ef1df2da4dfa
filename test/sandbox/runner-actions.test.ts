import { afterAll, beforeAll, expect, test } from 'vitest'
import { greet } from './runner/greet.js'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

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
