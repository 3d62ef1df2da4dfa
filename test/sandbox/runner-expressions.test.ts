import { Lexer } from '@actions/expressions'
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { expect, test } from 'vitest'
import { partsOf, tokensOf } from '../../src/sandbox/runner/expressions/corrections.js'
import {
  callsStatusFunction,
  evaluate,
  interpolate,
  isMet,
  type Scope,
} from '../../src/sandbox/runner/expressions/evaluate.js'
import { matchesAny } from '../../src/sandbox/runner/expressions/filter-pattern.js'
import { parseYaml, child, literal } from '../../src/sandbox/runner/workflow/yaml.js'

const at = { file: 'w.yml', line: 1, column: 1 }
const scope: Scope = {
  contexts: {
    github: {
      ref: 'refs/heads/main',
      event: { pull_request: { labels: [{ name: 'deploy' }, { name: 'Deploy/QA1' }] } },
    },
    env: { A: '1', EMPTY: '' },
    inputs: { on: true, off: false, n: 3 },
  },
  functions: { success: () => true, failure: () => false, always: () => true, cancelled: () => false },
}

test.each([
  ["'a''b''c'", "a'b'c"],
  ["''", ''],
  ['1 == 1.0', true],
  ["'1' == 1", true],
  ["'A' == 'a'", true],
  ['null == 0', true],
  ["'' == 0", true],
  ["'x' == 0", false],
  ['true == 1', true],
  ['0xff', 255],
  ['-1.5e2', -150],
  ['github.event.pull_request.labels.*.name', ['deploy', 'Deploy/QA1']],
  ["contains(github.event.pull_request.labels.*.name, 'deploy/qa1')", true],
  ["contains('Hello world', 'WORLD')", true],
  ["startsWith(github.ref, 'refs/heads/')", true],
  ["endsWith(github.ref, 'Main')", true],
  ["format('{0} {{x}} {1}', 'a', 2)", 'a {x} 2'],
  ["join(fromJSON('[1,2]'), '-')", '1-2'],
  ['fromJSON(\'{"a":[true]}\').a[0]', true],
  ['toJSON(fromJSON(\'{"a":1}\'))', '{\n  "a": 1\n}'],
  ['github.nothing.at.all', null],
  ["github['REF']", 'refs/heads/main'],
  ["env.EMPTY || 'fallback'", 'fallback'],
  ["inputs.on && 'yes' || 'no'", 'yes'],
  ["inputs.off && 'yes' || 'no'", 'no'],
  ['!inputs.off', true],
  ['inputs.n >= 3 && inputs.n < 4', true],
  ['success() && !cancelled()', true],
])('%s', (source, value) => {
  expect(evaluate(source, scope, at)).toEqual(value)
})

test.each([
  ['', 'w.yml:1:1: ${{  }}: An expression was expected'],
  ['foo.bar', "Unrecognized named-value: 'foo'"],
  ["contains('a')", "Too few parameters supplied: 'contains'"],
  ['1 = 1', "Unexpected symbol: '='"],
  ["'open", 'Unexpected symbol'],
  ['nope()', "Unrecognized function: 'nope'"],
])('refuses %s', (source, words) => {
  expect(() => evaluate(source, scope, at)).toThrow(words)
})

test.each([
  ['plain', 'plain'],
  ['a ${{ env.A }} b', 'a 1 b'],
  ['${{ inputs.n }}', 3],
  ['${{ inputs.n }}.${{ inputs.on }}', '3.true'],
  ["${{ format('}}{0}', 1) }}", '}1'],
  ["${{ '}}' }}x", '}}x'],
  ['${{ github.event }}!', 'Object!'],
])('interpolates %s', (text, value) => {
  expect(interpolate(text, scope, at)).toEqual(value)
})

test('upstream still unescapes only one quote; if this fails, remove tokensOf() from corrections.ts', () => {
  const [token] = new Lexer("'a''b''c'").lex().tokens
  expect(token).toMatchObject({ value: "a'b''c", lexeme: "'a''b''c'" })
})

test('upstream still reads texts from the raw source; if this fails, partsOf() in corrections.ts may be removed', async () => {
  const content =
    'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          if x:\n              ${{ github.ref }}\n'
  const { context, value } = parseWorkflow({ name: 'w.yml', content }, new NoOperationTraceWriter())
  const template = value && (await convertWorkflowTemplate(context, value, undefined, { errorPolicy: 1 }))
  expect(JSON.parse(JSON.stringify(template?.jobs[0]))).toMatchObject({
    steps: [{ run: { expr: "format('          if x:\n              {0}\n', github.ref)" } }],
  })
})

test('unescapes every quote of a literal, unlike upstream 0.3.61', () => {
  expect(tokensOf("'a''b''''c'")[0]?.value).toBe("a'b''c")
})

test('parses multi-line texts as YAML, unlike upstream 0.3.61', () => {
  const root = parseYaml(
    'w.yml',
    'run: |\n    if x:\n        ${{ env.A }}\nfolded: >-\n  one\n  ${{ env.A }}\nquoted: "a\\t${{ env.A }}\n  b"\n',
  )
  expect(
    ['run', 'folded', 'quoted'].map((key) => interpolate(literal(child(root, key)) ?? '', scope, at)),
  ).toEqual(['if x:\n    1\n', 'one 1', 'a\t1 b'])
  expect(partsOf("a ${{ '}}' }} b")).toEqual([{ text: 'a ' }, { expression: "'}}'" }, { text: ' b' }])
})

test.each([
  [null, true],
  ["${{ env.A == '1' }}", true],
  ["env.A == '2'", false],
  ['false', false],
  ['${{ false }} text', true],
  ['failure()', false],
  ["'failure()' == ''", false],
])('if: %s', (condition, met) => {
  expect(isMet(condition, scope, at)).toBe(met)
  const failed = { ...scope, functions: { ...scope.functions, success: () => false, failure: () => true } }
  expect(isMet(condition, failed, at)).toBe(condition === 'failure()')
})

test('only a call counts as a status function', () => {
  expect(
    ['always()', "contains('always()', 'x')", 'github.success', '!Cancelled ( )'].map(callsStatusFunction),
  ).toEqual([true, false, false, true])
})

test.each([
  ['main', ['main'], true],
  ['release/1', ['*'], false],
  ['release/1', ['**'], true],
  ['releases/10', ['releases/**'], true],
  ['v1.2.0', ['v[0-9]+.[0-9]+.[0-9]+'], true],
  ['v1x2x0', ['v[0-9]+.[0-9]+.[0-9]+'], false],
  ['feature/a', ['**', '!feature/**'], false],
  ['feature/a', ['!feature/**', '**'], true],
  ['docs/a/b.md', ['docs/**'], true],
  ['README.md', ['**/*.md'], true],
  ['a/b.js', ['**.js'], true],
  ['a.jsx', ['*.jsx?'], true],
  ['a.js', ['*.jsx?'], true],
])('%s and %j', (name, patterns, matched) => {
  expect(matchesAny(patterns, name)).toBe(matched)
})
