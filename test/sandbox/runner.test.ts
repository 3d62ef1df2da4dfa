import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

test('a push runs its workflow with jobs, steps, logs and checks', async () => {
  const seen = await stage.play(
    'walk',
    `name: Walk
on: push
jobs:
  first:
    runs-on: ubuntu-latest
    outputs: {word: "\${{ steps.say.outputs.word }}"}
    steps:
      - uses: actions/checkout@v4
      - id: say
        run: |
          echo "word=hello" >> "$GITHUB_OUTPUT"
          ls package.json
      - run: echo "said \${{ steps.say.outputs.word }}"
  second:
    needs: first
    runs-on: ubuntu-latest
    steps:
      - run: echo "heard \${{ needs.first.outputs.word }}"
`,
  )
  expect(await stage.findings(seen.run)).toEqual([
    '.github/workflows/play.yml:8:15: first: actions/checkout@v4 -> built in',
  ])
  expect(await seen.log('first')).toContain('said hello')
  expect(await seen.log('second')).toContain('heard hello')
  expect(seen.run).toMatchObject({ name: 'Walk', event: 'push', status: 'completed', conclusion: 'success' })
  expect(seen.steps('first')).toEqual([
    'Set up job: success',
    'Run actions/checkout@v4: success',
    'Run echo "word=hello" >> "$GITHUB_OUTPUT": success',
    'Run echo "said hello": success',
    'Complete job: success',
  ])
  const { check_runs: checks } = await stage.get(`/commits/${seen.run.head_sha}/check-runs`)
  expect(checks).toMatchObject([
    { name: 'second', conclusion: 'success' },
    { name: 'first', conclusion: 'success' },
  ])
})

/** Every file that a file of dist loads statically. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  // `=>__toESM(require("…"))` was a dynamic import("…").
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
    /(?<!=>(?:__toESM\()?)require\("(\.[^"]+\.cjs)"/g,
  ))
    loadedBy(resolve(dirname(file), path), seen)
  return seen
}

test('GitHub’s parser is loaded on the first event, not by commands or the server', () => {
  const dist = resolve(import.meta.dirname, '../../dist')
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => /\.cjs$/.test(path))
  const holders = files
    .map((path) => join(dist, path))
    .filter((path) => readFileSync(path, 'utf8').includes('Unrecognized named-value'))
  expect(holders).not.toEqual([])
  const entries = files
    .filter((path) => !path.startsWith('chunks/'))
    .flatMap((path) => [...loadedBy(join(dist, path))])
  expect(entries.filter((path) => holders.includes(path))).toEqual([])
})
