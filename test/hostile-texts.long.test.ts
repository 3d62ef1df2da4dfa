import { expect, test } from 'vitest'
import { parseConfig } from '../src/config.js'
import { withMarker, commitsInMarker } from '../src/domain/line/audit.js'
import { slug } from '../src/domain/model/environment.js'
import { bodyFrom, previousIn, pullsIn, withoutMarks } from '../src/domain/release/body.js'
import { coAuthorsOf, pullRequestInSubject, type Commit } from '../src/domain/release/commit.js'
import { description, plainText } from '../src/domain/release/markdown.js'
import { lastLines } from '../src/domain/rollout/outcome.js'
import { RelError } from '../src/errors.js'
import { pickedFrom } from '../src/git/cherry-pick-trailers.js'
import { escapedJson, linesIn } from '../src/lib/printable.js'
import { trimmed, withoutEnd, withoutSpans } from '../src/lib/text.js'
import { parseCommit } from '../src/sandbox/git/parse.js'
import { logLines } from '../src/sandbox/pages/log.js'
import { markdown } from '../src/sandbox/pages/markdown.js'
import { fnmatch } from '../src/sandbox/rules/repository/fnmatch.js'
import { nameRegex } from '../src/sandbox/rules/repository/name-regex.js'
import { termsOf } from '../src/sandbox/rules/repository/search.js'
import { filterPattern } from '../src/sandbox/runner/expressions/filter-pattern.js'
import { interpolate, noFunctions } from '../src/sandbox/runner/expressions/evaluate.js'
import { commandIn } from '../src/sandbox/runner/job/commands.js'
import { pairsIn } from '../src/sandbox/runner/job/file-commands.js'
import { parseYaml } from '../src/sandbox/runner/workflow/yaml.js'
import { aliasesIn } from '../src/sandbox/server/faults/aliases.js'
import { wrapped } from '../src/ui/wrap.js'
import { ends, hostileLength, hostileText } from './support/hostile-texts.js'

const place = { file: 'a.yml', line: 1, column: 1 }
const commitWith = (message: string): Commit => ({ message }) as Commit
const id = 'a'.repeat(40)

/** What reads texts of other people. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  withoutEnd: (text) => withoutEnd(text, '/ '),
  trimmed: (text) => trimmed(text, '/ '),
  withoutSpans: (text) => withoutSpans(text, '${{', '}}'),
  'release notes: parts': bodyFrom,
  'release notes: shown': withoutMarks,
  'release notes: pull requests': pullsIn,
  'release notes: previous version': (text) => previousIn(`**Full changelog**: ${text} `),
  'title of a change': plainText,
  'description of a change': description,
  'co-authors': (text) => coAuthorsOf(commitWith(text)),
  'co-author': (text) => coAuthorsOf(commitWith(`co-authored-by: ${text}`)),
  subject: (text) => pullRequestInSubject(commitWith(text)),
  'message of a pick': (text) => pickedFrom(text, () => undefined),
  'message of a known pick': (text) =>
    pickedFrom(`${text}\n\n(cherry picked from commit ${id})`, () => `${text} (#1)`),
  'marker of a reintegration': commitsInMarker,
  'text with a marker': (text) => withMarker(text, [id]),
  'branch name': slug,
  'log of a job': lastLines,
  message: linesIn,
  json: escapedJson,
  'wrapped message': (text) => wrapped(text, 80),
  'error of the parser': (text) => RelError.usage(new Error(`Expected ${text} to be one of: a\n`), 'status'),
  'log on a page': logLines,
  'markdown on a page': markdown,
  'commit object': (text) => parseCommit(Buffer.from(`author ${text}\n\n${text}`)),
  search: termsOf,
  expression: (text) => interpolate(text, { contexts: {}, functions: noFunctions }, place),
  'command of a step': commandIn,
  'command after a name': (text) => commandIn(`::set-output ${text}`),
  'file of outputs': (text) => pairsIn('GITHUB_OUTPUT', text),
  'graphql document': aliasesIn,
}

const parts = [
  ...['a ', ' ', '\n', '\r', '\r\n', '\t', '/', '-', '.', ',', '@', '#', '%', '=', '1', '1.', '1.1.', '()'],
  ...[
    '<',
    '<a',
    '<a>',
    '<!--',
    '<!-- ',
    '<!-- a -->',
    '<div>',
    '<details>',
    '</details>',
    '<img ',
    '<img src="',
    'src="https://a" ',
    'https://a',
  ],
  ...[
    '[',
    '![',
    '](',
    '[a](',
    '[^a]',
    '(',
    '((',
    '{',
    '{{',
    '${{',
    '${{ a }}',
    '`',
    '` ',
    '``a',
    '```\n',
    '~~~\n',
  ],
  ...[
    '"',
    '"""',
    '\\"',
    "'",
    '\\',
    '*',
    '*a',
    '**',
    '**/',
    '?',
    '+',
    '[a',
    '[!',
    '[]',
    '[\\]',
    '_a',
    '> ',
    '* ',
    '- ',
    '*a_ ',
    '~~a',
    '![![',
    '|a|\n|-|\n',
  ],
  ...[
    '#1 ',
    '(#1)',
    ' (#1)',
    '* a (#1) ',
    '- #1 ',
    '(@a) ',
    ':',
    '::',
    ':: ',
    '::a ',
    'a=b\n',
    'a<<b\n',
    '<<',
  ],
  ...['co-authored-by: ', 'co-authored-by: a\r', '\rco-authored-by:-', 'co-authored-by: a <', '> 1 +0000'],
  ...[
    '<!-- rel:notes 1.1.1 -->',
    '<!-- rel:notes a',
    '**Full changelog**: /compare/',
    '/compare/...',
    '/compare/a',
  ],
  ...[
    `(cherry picked from commit ${id})\n`,
    'This reverts commit ',
    '##[error]',
    '##[group]',
    '\u001B[',
    '\u202E',
  ],
  ...['BREAKING CHANGE: a\n', 'Expected  to be one of: ', '|', '&', '!a', 'a||', "format('", 'is:a', '-a:'],
]

/** The first part whose text a function reads again and again. */
const endlessPart = (read: (text: string) => unknown, from: readonly string[]): string | undefined =>
  from.find((part) => {
    const text = hostileText(part, hostileLength)
    return !ends(() => read(text)) || !ends(() => read(`${text}x`))
  })

test.each(Object.entries(readers))('%s is read once, whatever it is', (_name, read) => {
  expect(endlessPart(read, parts)).toBeUndefined()
})

const globParts = ['a', '*', '*a', '**', '**/', '?', '+', '[', '[a', '[!', '[]', '[\\]', '\\']

test.each([
  ['pattern of a rule', (text: string) => fnmatch(text, 'refs/heads/main')],
  ['name for a rule', (text: string) => fnmatch('**/*a*a*a*a*b', text)],
  ['filter pattern', (text: string) => filterPattern(text)('main')],
  ['name for a filter', filterPattern('**a*a**a*a*a*b')],
])('the %s is read once, whatever it is', (_name, read) => {
  expect(endlessPart(read, globParts)).toBeUndefined()
})

test.each(['(a+)+$', '(a|a)*$', '(.*)*b', '(a?){500}a{500}$'])(
  'the name for the regular expression %s is read once',
  async (source) => {
    const matches = await nameRegex(source)
    expect(ends(() => matches!(`${hostileText('a', hostileLength)}!`))).toBe(true)
    expect(matches!('a'.repeat(500))).toBe(source !== '(.*)*b')
  },
)

test.each(['(', '(?=a)', '(a{1000}){1000}', `${'(?:'.repeat(5000)}a${')*'.repeat(5000)}`])(
  'the regular expression %.20s is refused',
  async (source) => {
    expect(await nameRegex(source)).toBeNull()
  },
)

/** YAML takes longer, in the library. */
const yamlReaders = { 'rel.yml': parseConfig, 'a workflow': (text: string) => parseYaml('a.yml', text) }

test.each(Object.entries(yamlReaders))('%s that is nested too deeply is refused', (_name, read) => {
  const levels = (count: number): string => `${'['.repeat(count)}${']'.repeat(count)}`
  for (const count of [200, 5000]) expect(() => read(levels(count))).toThrow('nested too deeply')
  for (const part of ['[', '{', '- ', '? ', '{a: ', '[a, ', '- - ', '{{', 'a: ['])
    expect(() => read(hostileText(part, 2 ** 16))).toThrow(/nested too deeply|:\d+:\d+: /)
})

test('aliases of a workflow that multiply are refused', () => {
  const lines = Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`)
  expect(() => parseYaml('a.yml', ['a0: &a0 1', ...lines].join('\n'))).toThrow(
    'The aliases of the file multiply',
  )
})
