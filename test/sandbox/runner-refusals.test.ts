import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from '../support/sandbox.js'
import { machineRefusals } from './runner/refusal-rows-machine.js'
import { file, refusals } from './runner/refusal-rows.js'
import { openStage, type Stage } from './runner/stage.js'

/** All problems are reported before the first job, with their locations. All rows are pushed at once. */
const rows = [...refusals, ...machineRefusals]
let stage: Stage
let played: readonly Json[]
beforeAll(async () => {
  stage = await openStage()
  played = await stage.playAll(
    rows.map(([, workflow, , more = {}], at) => ({ branch: `refused-${at}`, workflow, more })),
  )
}, 60_000)
afterAll(() => stage.stop())

test.each(rows.map((row, at) => [row[0], row, at] as const))('%s', async (_what, [, , findings], at) => {
  const seen = await stage.see(played[at])
  expect([seen.run.status, seen.run.conclusion, seen.jobs]).toEqual(['completed', 'startup_failure', []])
  const found = await stage.findings(seen.run)
  for (const finding of findings) expect(found).toContainEqual(expect.stringContaining(finding))
})

test('reports all problems of a foreign workflow at once, each with its location', async () => {
  const seen = await stage.play('foreign', foreign, {
    '.github/workflows/lint.yml':
      'on: {workflow_call: }\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    container: node:20\n    steps: [{run: npm run lint}]\n',
    '.github/actions/setup/action.yml':
      'name: setup\nruns:\n  using: composite\n  steps:\n    - uses: actions/setup-node@v4\n    - {run: npm ci, shell: pwsh}\n',
  })
  expect([seen.run.conclusion, seen.jobs]).toEqual(['startup_failure', []])
  const found = await stage.findings(seen.run)
  expect(found.map((line) => line.split(': ')[0])).toEqual([
    `${file}:5:14`,
    `${file}:7:5`,
    `${file}:17:15`,
    `${file}:24:11`,
    '.github/workflows/lint.yml:5:5',
    '.github/actions/setup/action.yml:5:13',
    '.github/actions/setup/action.yml:6:28',
  ])
  // The server log reports it too.
  const told = await readFile(join(stage.sandbox.dir, '.sandbox', 'server.log'), 'utf8')
  expect(told).toContain(
    `${file} failed to start: ${stage.sandbox.url}/acme/widgets/actions/runs/${seen.run.id}`,
  )
  expect(told).toContain(`  ${found[0]}`)
})

test('lists stand-ins before the first job and marks the run as rehearsed', async () => {
  const seen = await stage.play(
    'rehearsed',
    'on: push\njobs:\n  a:\n    permissions: {contents: read, id-token: write}\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: test -z "$ACTIONS_ID_TOKEN_REQUEST_URL"\n',
  )
  expect(seen.run.conclusion).toBe('success')
  const found = [
    `${file}:7:15: a: actions/checkout@v4 -> built in`,
    `${file}:4:45: a: id-token: write -> no OIDC token: a step that requests one fails`,
  ]
  expect(await stage.findings(seen.run)).toEqual(found)
  for (const line of found) expect(await seen.log('a')).toContain(`Stand-in: ${line}`)
})

const foreign = `name: CI
on: {push: {branches: ['**']}}
jobs:
  test:
    runs-on: \${{ matrix.os }}
    strategy: {matrix: {os: [ubuntu-latest, windows-latest], node: [20, 22]}}
    services: {redis: {image: redis}}
    steps:
      - uses: actions/checkout@v4
      - uses: ./.github/actions/setup
      - run: npm test
  image:
    needs: test
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with: {push: true}
      - run: echo done
        if: always()
  lint:
    uses: ./.github/workflows/lint.yml
  call:
    uses: ./.github/workflows/none.yml
`
