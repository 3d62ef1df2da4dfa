import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './runner/stage.js'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.stop())

const file = '.github/workflows/play.yml'
const steps = '    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n'
const callee = (more: string): string =>
  `on:\n  workflow_call:\n    inputs: {name: {type: string, required: true}}\n${more}`

/** Whatever is wrong is known before the first job; the run has none, and says where. */
const rows: [what: string, workflow: string, findings: readonly string[], more?: Record<string, string>][] = [
  ['no YAML', 'on: push\njobs: [', [`${file}:2:`]],
  ['an unknown key', `on: push\njobs:\n  a:\n    colour: red\n${steps}`, [`${file}:4:5: `]],
  [
    'a wrong expression',
    `on: push\njobs:\n  a:\n    if: nope()\n${steps}`,
    [`${file}:4:9: Unrecognized function: 'nope'`],
  ],
  [
    'an unknown need',
    `on: push\njobs:\n  b:\n${steps}  a:\n    needs: c\n${steps}`,
    [`Job 'a' depends on unknown job 'c'.`],
  ],
  [
    'services',
    `on: push\njobs:\n  a:\n    services: {db: {image: postgres}}\n${steps}`,
    [
      `${file}:4:5: 'services' is not in the sandbox: the sandbox runs on this machine and has no containers.`,
    ],
  ],
  [
    'a container',
    `on: push\njobs:\n  a:\n    container: node:20\n${steps}`,
    [`${file}:4:5: 'container' is not in the sandbox`],
  ],
  [
    'a background step',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n        background: true\n`,
    [`${file}:7:9: Unexpected value 'background'`],
  ],
  [
    'pwsh',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n        shell: pwsh\n`,
    [`${file}:7:16: shell 'pwsh' is not available in the sandbox`],
  ],
  [
    'Docker',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: docker://alpine:3\n`,
    [`${file}:6:15: 'docker://alpine:3' needs Docker`],
  ],
  [
    'an action that is not there, and what to do',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: Setup buildx\n        uses: docker/setup-buildx-action@v3\n`,
    [
      `${file}:7:15: step 'Setup buildx' uses 'docker/setup-buildx-action@v3', which is not in the sandbox. Add the repository (rel sandbox import docker/setup-buildx-action) or declare a stand-in under sandbox.standins["docker/setup-buildx-action"] in .github/rel.yml.`,
    ],
  ],
  [
    'the same inside a composite action of the repository',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/x\n`,
    ["step 'Run some/where@v1' uses 'some/where@v1'"],
    {
      '.github/actions/x/action.yml':
        'name: x\nruns:\n  using: composite\n  steps:\n    - uses: some/where@v1\n',
    },
  ],
  [
    'a Docker action',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./x\n`,
    ["action './x' runs using 'docker'"],
    { 'x/action.yml': 'name: x\nruns: {using: docker, image: Dockerfile}\n' },
  ],
  [
    'a workflow that is not there',
    `on: push\njobs:\n  a:\n    uses: ./.github/workflows/none.yml\n`,
    [`${file}:4:11: error parsing called workflow "./.github/workflows/none.yml": workflow was not found.`],
  ],
  [
    'a repository that is not there',
    `on: push\njobs:\n  a:\n    uses: else/where/.github/workflows/x.yml@v1\n`,
    ['the repository else/where is not in the sandbox'],
  ],
  [
    'more permissions than the caller has',
    'on: push\npermissions: {contents: read}\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {name: x}\n',
    [
      `${file}:5:11: Error calling workflow './.github/workflows/callee.yml'. The nested job 'x' is requesting 'contents: write', but is only allowed 'contents: read'.`,
    ],
    { '.github/workflows/callee.yml': callee(`jobs:\n  x:\n    permissions: {contents: write}\n${steps}`) },
  ],
  [
    'inputs: one missing, one unknown',
    'on: push\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {nam: x}\n',
    [
      `${file}:5:12: Invalid input, nam is not defined in the referenced workflow.`,
      `${file}:4:11: Input name is required, but not provided while calling.`,
    ],
    { '.github/workflows/callee.yml': callee(`jobs:\n  x:\n${steps}`) },
  ],
  [
    'a deadlock of caller and callee',
    'name: Ship\non: push\nconcurrency: "${{ github.workflow }}"\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {name: x}\n',
    [
      ".github/workflows/callee.yml:4:14: Canceling since a deadlock was detected for concurrency group: 'Ship' between a top level workflow",
    ],
    {
      '.github/workflows/callee.yml': callee(`concurrency: "\${{ github.workflow }}"\njobs:\n  x:\n${steps}`),
    },
  ],
  [
    'what a called workflow calls is looked at too',
    'on: push\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {name: x}\n',
    ['.github/workflows/callee.yml:9:15: step '],
    {
      '.github/workflows/callee.yml': callee(
        'jobs:\n  x:\n    runs-on: x\n    steps:\n      - run: echo\n      - uses: no/body@v1\n',
      ),
    },
  ],
]

/** What a machine without containers, other systems and identities cannot do: one line for each, with its place. */
const nested = (depth: number): string =>
  `on: {workflow_call: }\npermissions: {contents: ${depth === 2 ? 'write' : 'read'}}\njobs:\n  deep:\n${
    depth === 2 ? steps : '    uses: ./.github/workflows/two.yml\n'
  }`
rows.push(
  [
    'Windows, of a matrix',
    `on: push\njobs:\n  a:\n    runs-on: "\${{ matrix.os }}"\n    strategy: {matrix: {os: [ubuntu-latest, windows-2022]}}\n    steps: [{run: echo}]\n`,
    [
      `${file}:4:14: 'windows-2022' is another operating system; the sandbox runs jobs on this machine (Linux). Leave it out for the rehearsal: the value of the matrix, or the job.`,
    ],
  ],
  [
    'Windows, through the input of a called workflow',
    'on: push\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {name: windows-latest}\n',
    [`.github/workflows/callee.yml:6:14: 'windows-latest' is another operating system`],
    {
      '.github/workflows/callee.yml': callee(
        'jobs:\n  x:\n    runs-on: "${{ inputs.name }}"\n    steps: [{run: echo}]\n',
      ),
    },
  ],
  [
    'pwsh, as the default',
    `on: push\ndefaults: {run: {shell: pwsh}}\njobs:\n  a:\n    defaults: {run: {shell: cmd}}\n${steps}`,
    [
      `${file}:2:25: shell 'pwsh' is not available in the sandbox`,
      `${file}:5:29: shell 'cmd' is not available in the sandbox`,
    ],
  ],
  [
    'a queue that also cancels',
    `on: push\nconcurrency: {group: a, queue: max, cancel-in-progress: true}\njobs:\n  a:\n${steps}`,
    [`${file}:2:32: queue: max cannot be combined with cancel-in-progress: true.`],
  ],
  [
    'a key of a job that GitHub knows and the sandbox does not',
    `on: push\njobs:\n  a:\n    cancel-timeout-minutes: 3\n${steps}`,
    [`${file}:4:5: 'cancel-timeout-minutes' is not in the sandbox (a key of a job). Leave it out`],
  ],
  [
    'more permissions than the caller has, two calls down',
    'on: push\npermissions: {contents: read}\njobs:\n  a:\n    uses: ./.github/workflows/one.yml\n',
    [
      ".github/workflows/one.yml:5:11: Error calling workflow './.github/workflows/two.yml'. The nested job 'deep' is requesting 'contents: write', but is only allowed 'contents: read'.",
    ],
    { '.github/workflows/one.yml': nested(1), '.github/workflows/two.yml': nested(2) },
  ],
  [
    'a composite action that uses itself',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./x\n`,
    ['x/action.yml:5:13: Actions nest more than 10 levels deep.'],
    { 'x/action.yml': 'name: x\nruns:\n  using: composite\n  steps:\n    - uses: ./x\n' },
  ],
  [
    'a workflow that calls itself',
    `on: {push: , workflow_call: }\njobs:\n  a:\n    uses: ./${file}\n`,
    [`${file}:4:11: error parsing called workflow "./${file}": workflows nest more than 10 levels deep.`],
  ],
)

test.each(rows.map((row, at) => [row[0], row, at] as const))(
  '%s',
  async (_what, [, workflow, findings, more = {}], at) => {
    const seen = await stage.play(`refused-${at}`, workflow, more)
    expect([seen.run.status, seen.run.conclusion, seen.jobs]).toEqual(['completed', 'startup_failure', []])
    const found = await stage.findings(seen.run)
    for (const finding of findings) expect(found).toContainEqual(expect.stringContaining(finding))
  },
)

test('a workflow that somebody else wrote: everything at once, each with its place', async () => {
  const seen = await stage.play('foreign', foreign, {
    '.github/workflows/lint.yml':
      'on: {workflow_call: }\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    container: node:20\n    steps: [{run: npm run lint}]\n',
    '.github/actions/setup/action.yml':
      'name: setup\nruns:\n  using: composite\n  steps:\n    - uses: actions/setup-node@v4\n    - {run: npm ci, shell: pwsh}\n',
  })
  expect([seen.run.conclusion, seen.jobs]).toEqual(['startup_failure', []])
  const found = await stage.findings(seen.run)
  console.log(found.join('\n'))
  expect(found.map((line) => line.split(': ')[0])).toEqual([
    `${file}:5:14`,
    `${file}:7:5`,
    `${file}:17:15`,
    `${file}:24:11`,
    '.github/workflows/lint.yml:5:5',
    '.github/actions/setup/action.yml:5:13',
    '.github/actions/setup/action.yml:6:28',
  ])
  // Also where the sandbox runs, for whoever looks there.
  const told = await readFile(join(stage.sandbox.dir, '.sandbox', 'server.log'), 'utf8')
  expect(told).toContain(`${file} cannot run: ${stage.sandbox.url}/acme/widgets/actions/runs/${seen.run.id}`)
  expect(told).toContain(`  ${found[0]}`)
})

test('what stands in is known before the first job too, and the run is more than green', async () => {
  const seen = await stage.play(
    'rehearsed',
    'on: push\njobs:\n  a:\n    permissions: {contents: read, id-token: write}\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: test -z "$ACTIONS_ID_TOKEN_REQUEST_URL"\n',
  )
  expect(seen.run.conclusion).toBe('success')
  const found = [
    `${file}:7:15: a: actions/checkout@v4 -> built in`,
    `${file}:4:45: a: id-token: write -> no identity: a step that asks for one fails`,
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
