export const file = '.github/workflows/play.yml'
export const steps = '    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n'
export const callee = (more: string): string =>
  `on:\n  workflow_call:\n    inputs: {name: {type: string, required: true}}\n${more}`

/** A workflow that cannot run, and its findings with their locations. */
export type Refusal = readonly [
  what: string,
  workflow: string,
  findings: readonly string[],
  more?: Readonly<Record<string, string>>,
]

export const refusals: readonly Refusal[] = [
  ['invalid YAML', 'on: push\njobs: [', [`${file}:2:`]],
  ['an unknown key', `on: push\njobs:\n  a:\n    colour: red\n${steps}`, [`${file}:4:5: `]],
  [
    'an invalid expression',
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
      `${file}:4:5: 'services' is not supported by the sandbox: it runs jobs on this machine, without containers.`,
    ],
  ],
  [
    'a container',
    `on: push\njobs:\n  a:\n    container: node:20\n${steps}`,
    [`${file}:4:5: 'container' is not supported by the sandbox`],
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
    [
      `${file}:6:15: 'docker://alpine:3' requires Docker, which is not in the sandbox. Declare a stand-in under sandbox.standins["docker://alpine:3"] in .github/rel.yml.`,
    ],
  ],
  [
    'a missing action, with what to do',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: Setup buildx\n        uses: docker/setup-buildx-action@v3\n`,
    [
      `${file}:7:15: step 'Setup buildx' uses 'docker/setup-buildx-action@v3', which is not in the sandbox. Add the repository (rel sandbox import PATH --as docker/setup-buildx-action) or declare a stand-in under sandbox.standins["docker/setup-buildx-action"] in .github/rel.yml.`,
    ],
  ],
  [
    'a missing action inside a composite action of the repository',
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
    'a missing workflow',
    `on: push\njobs:\n  a:\n    uses: ./.github/workflows/none.yml\n`,
    [`${file}:4:11: error parsing called workflow "./.github/workflows/none.yml": workflow was not found.`],
  ],
  [
    'a missing repository',
    `on: push\njobs:\n  a:\n    uses: else/where/.github/workflows/x.yml@v1\n`,
    ['the repository else/where is not in the sandbox'],
  ],
  [
    'more permissions than the caller has (reference/workflows-and-actions/reusing-workflow-configurations#access-and-permissions)',
    'on: push\npermissions: {contents: read}\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {name: x}\n',
    [
      `${file}:5:11: Error calling workflow './.github/workflows/callee.yml'. The nested job 'x' is requesting 'contents: write', but is only allowed 'contents: read'.`,
    ],
    { '.github/workflows/callee.yml': callee(`jobs:\n  x:\n    permissions: {contents: write}\n${steps}`) },
  ],
  [
    'a missing and an unknown input',
    'on: push\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {nam: x}\n',
    [
      `${file}:5:12: Invalid input, nam is not defined in the referenced workflow.`,
      `${file}:4:11: Input name is required, but not provided while calling.`,
    ],
    { '.github/workflows/callee.yml': callee(`jobs:\n  x:\n${steps}`) },
  ],
  [
    'a deadlock of caller and callee (how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency)',
    'name: Ship\non: push\nconcurrency: "${{ github.workflow }}"\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {name: x}\n',
    [
      ".github/workflows/callee.yml:4:14: Canceling since a deadlock was detected for concurrency group: 'Ship' between a top level workflow",
    ],
    {
      '.github/workflows/callee.yml': callee(`concurrency: "\${{ github.workflow }}"\njobs:\n  x:\n${steps}`),
    },
  ],
  [
    'a problem in a workflow that a called workflow calls',
    'on: push\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {name: x}\n',
    ['.github/workflows/callee.yml:9:15: step '],
    {
      '.github/workflows/callee.yml': callee(
        'jobs:\n  x:\n    runs-on: x\n    steps:\n      - run: echo\n      - uses: no/body@v1\n',
      ),
    },
  ],
]
