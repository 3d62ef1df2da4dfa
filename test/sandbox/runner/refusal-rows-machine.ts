import { callee, file, steps, type Refusal } from './refusal-rows.js'

const nested = (depth: number): string =>
  `on: {workflow_call: }\npermissions: {contents: ${depth === 2 ? 'write' : 'read'}}\njobs:\n  deep:\n${
    depth === 2 ? steps : '    uses: ./.github/workflows/two.yml\n'
  }`
/** Unsupported machines and shells, and excessive nesting. */
export const machineRefusals: readonly Refusal[] = [
  [
    'a Windows runner in a matrix',
    `on: push\njobs:\n  a:\n    runs-on: "\${{ matrix.os }}"\n    strategy: {matrix: {os: [ubuntu-latest, windows-2022]}}\n    steps: [{run: echo}]\n`,
    [
      `${file}:4:14: 'windows-2022' is another operating system; the sandbox runs jobs on this machine (Linux). Remove the matrix value or the job to run the workflow here.`,
    ],
  ],
  [
    'a Windows runner from the input of a called workflow',
    'on: push\njobs:\n  a:\n    uses: ./.github/workflows/callee.yml\n    with: {name: windows-latest}\n',
    [`.github/workflows/callee.yml:6:14: 'windows-latest' is another operating system`],
    {
      '.github/workflows/callee.yml': callee(
        'jobs:\n  x:\n    runs-on: "${{ inputs.name }}"\n    steps: [{run: echo}]\n',
      ),
    },
  ],
  [
    'pwsh as the default shell',
    `on: push\ndefaults: {run: {shell: pwsh}}\njobs:\n  a:\n    defaults: {run: {shell: cmd}}\n${steps}`,
    [
      `${file}:2:25: shell 'pwsh' is not available in the sandbox`,
      `${file}:5:29: shell 'cmd' is not available in the sandbox`,
    ],
  ],
  [
    'queue: max with cancel-in-progress',
    `on: push\nconcurrency: {group: a, queue: max, cancel-in-progress: true}\njobs:\n  a:\n${steps}`,
    [`${file}:2:32: queue: max cannot be combined with cancel-in-progress: true.`],
  ],
  [
    'a job key that GitHub supports and the sandbox does not',
    `on: push\njobs:\n  a:\n    cancel-timeout-minutes: 3\n${steps}`,
    [`${file}:4:5: 'cancel-timeout-minutes' is not supported by the sandbox (job key). Remove it`],
  ],
  [
    'more permissions than the caller has, in a nested call',
    'on: push\npermissions: {contents: read}\njobs:\n  a:\n    uses: ./.github/workflows/one.yml\n',
    [
      ".github/workflows/one.yml:5:11: Error calling workflow './.github/workflows/two.yml'. The nested job 'deep' is requesting 'contents: write', but is only allowed 'contents: read'.",
    ],
    { '.github/workflows/one.yml': nested(1), '.github/workflows/two.yml': nested(2) },
  ],
  [
    'a composite action that uses itself',
    `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./x\n`,
    ['x/action.yml:5:13: Actions are nested more than 10 levels deep.'],
    { 'x/action.yml': 'name: x\nruns:\n  using: composite\n  steps:\n    - uses: ./x\n' },
  ],
  [
    'a workflow that calls itself',
    `on: {push: , workflow_call: }\njobs:\n  a:\n    uses: ./${file}\n`,
    [
      `${file}:4:11: error parsing called workflow "./${file}": workflows are nested more than 10 levels deep.`,
    ],
  ],
]
