import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

test('a push runs its workflow: jobs, steps, logs, checks', async () => {
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
    'Run echo "said ${{ steps.say.outputs.word }}": success',
    'Complete job: success',
  ])
  const { check_runs: checks } = await stage.get(`/commits/${seen.run.head_sha}/check-runs`)
  expect(checks).toMatchObject([
    { name: 'second', conclusion: 'success' },
    { name: 'first', conclusion: 'success' },
  ])
})
