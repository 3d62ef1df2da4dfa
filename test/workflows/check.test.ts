import { expect, test } from 'vitest'
import { checkWorkflows } from '../../src/workflows/check.js'
import type { TextFile } from '../../src/workflows/workflow-file.js'

const workflow = (name: string, text: string): TextFile => ({ path: `.github/workflows/${name}.yml`, text })
const callee = (permissions: string, more = ''): TextFile =>
  workflow(
    'callee',
    `on: {workflow_call: {inputs: {slot: {type: string}}}}\n${more}jobs:\n  inner:\n    ${permissions}\n    runs-on: ubuntu-latest\n    steps: [{run: 'true'}]\n`,
  )
const caller = (job: string, more = ''): TextFile =>
  workflow(
    'caller',
    `on: push\n${more}jobs:\n  outer:\n    ${job}\n    uses: ./.github/workflows/callee.yml\n`,
  )
const findings = (...files: readonly TextFile[]): readonly string[] =>
  checkWorkflows(files, (uses) => !uses.includes('gone')).map(
    ({ path, line, message }) => `${path.split('/').at(-1)}:${line}: ${message}`,
  )

test.each([
  ['the same permissions', 'permissions: {contents: write}', 'permissions: {contents: write}', null],
  ['fewer permissions', 'permissions: {contents: write}', 'permissions: {contents: read}', null],
  ['nothing, and inherits from its caller', 'permissions: {contents: read}', 'name: inner', null],
  [
    'a higher level',
    'permissions: {contents: read}',
    'permissions: {contents: write}',
    'contents: write, but its caller grants read',
  ],
  [
    'another scope',
    'permissions: {contents: read}',
    'permissions: {packages: read}',
    'packages: read, but its caller grants none',
  ],
  [
    'all scopes',
    'permissions: {contents: read}',
    'permissions: read-all',
    'actions: read, but its caller grants none',
  ],
  [
    'a scope that is not a default',
    'name: outer',
    'permissions: {id-token: write}',
    'id-token: write, but its caller grants none',
  ],
  ['a default scope', 'name: outer', 'permissions: {contents: read}', null],
])('checks a callee that requests %s', (_name, outer, inner, finding) => {
  const found = findings(caller(outer), callee(inner))
  if (finding === null) expect(found).toEqual([])
  else
    expect(found[0]).toBe(`caller.yml:5: The job inner of .github/workflows/callee.yml requests ${finding}.`)
})

test('checks nested callees in another repository', () => {
  const files: readonly TextFile[] = [
    workflow(
      'a',
      'on: push\npermissions: {contents: read}\njobs: {one: {uses: acme/shared/.github/workflows/b.yml@v1}}\n',
    ),
    {
      ...workflow('b', 'on: workflow_call\njobs: {two: {uses: ./.github/workflows/c.yml}}\n'),
      origin: 'acme/shared@v1',
    },
    {
      ...workflow(
        'c',
        'on: workflow_call\njobs: {three: {runs-on: x, permissions: {actions: write}, steps: [{run: x}]}}\n',
      ),
      origin: 'acme/shared@v1',
    },
  ]
  expect(findings(...files)).toEqual([
    'a.yml:3: The job three of .github/workflows/c.yml requests actions: write, but its caller grants none.',
  ])
})

test.each([
  [
    'the whole caller, and the callee',
    'name: outer',
    'concurrency: all\n',
    'name: inner',
    'concurrency: {group: all}\n',
    true,
  ],
  ['the calling job, and a job of the callee', 'concurrency: all', '', 'concurrency: {group: all}', '', true],
  ['another name', 'concurrency: all', '', 'concurrency: {group: other}', '', false],
  [
    'github.workflow, which is the same in both',
    'name: outer',
    'concurrency: "${{ github.workflow }}"\n',
    'concurrency: "${{github.workflow}}"',
    '',
    true,
  ],
  [
    'an input that the caller gives',
    'concurrency: deploy-qa1\n    with: {slot: qa1}',
    '',
    'concurrency: "deploy-${{ inputs.slot }}"',
    '',
    true,
  ],
  [
    'another input',
    'concurrency: deploy-qa1\n    with: {slot: qa2}',
    '',
    'concurrency: "deploy-${{ inputs.slot }}"',
    '',
    false,
  ],
])(
  'finds the concurrency group of a caller in its callee: %s',
  (_name, outer, atTop, inner, inCallee, waits) => {
    const found = findings(caller(outer, atTop), callee(inner, inCallee))
    expect(found.length).toBe(waits ? 1 : 0)
    if (waits) expect(found[0]).toContain('of its caller, so it would wait for itself.')
  },
)

const checkout = 'uses: actions/checkout@v5'
test.each([
  ['an action of the checkout', `{${checkout}}, {uses: ./.github/actions/here}`, true],
  ['without a checkout', '{uses: ./.github/actions/here}', false],
  ['before the checkout', `{uses: ./.github/actions/here}, {${checkout}}`, false],
  ['a typo', `{${checkout}}, {uses: ./.github/actions/heer}`, false],
  [
    'checked out to a folder',
    `{${checkout}, with: {path: .rel}}, {uses: ./.rel/.github/actions/here/}`,
    true,
  ],
  [
    'checked out to another folder',
    `{${checkout}, with: {path: .rel}}, {uses: ./.github/actions/here}`,
    false,
  ],
  [
    'of a checkout of another repository',
    `{${checkout}, with: {path: its, repository: a/b}}, {uses: ./its/any}`,
    true,
  ],
  ['an action that does not exist', '{uses: some/gone@v1}', false],
  ['without a ref', '{uses: some/action}', false],
  ['a container', '{uses: "docker://alpine:3"}', true],
])('resolves `uses`: %s', (_name, steps, resolves) => {
  const files = [
    workflow('a', `on: push\njobs:\n  one:\n    runs-on: x\n    steps: [${steps}]\n`),
    { path: '.github/actions/here/action.yml', text: 'runs: {using: composite, steps: []}\n' },
  ]
  expect(findings(...files).length).toBe(resolves ? 0 : 1)
  if (!resolves) expect(findings(...files)[0]).toMatch(/^a\.yml:5: \S+ does not exist\.$/)
})

test('reports a called workflow that does not exist', () => {
  expect(findings(caller('name: outer'))).toEqual([
    'caller.yml:5: ./.github/workflows/callee.yml does not exist.',
  ])
})

test('ignores files that are not workflows', () => {
  expect(findings(workflow('a', ''), workflow('b', 'jobs: none\n'), workflow('c', '- x\n'))).toEqual([])
})
