import type { Mutant } from '../mutant.js'

const tests = ['test/hostile-texts.long.test.ts']

export const scans: readonly Mutant[] = [
  {
    name: 'scan-spans',
    rule: 'What stands before a span, and a span that is not closed, are read once.',
    file: 'src/lib/text.ts',
    find: 'const parts: string[] = []',
    replace:
      "const parts: string[] = []\n  if (open === '${{') return text.replaceAll(/ *\\$\\{\\{.*?\\}\\}/g, '')",
    tests,
  },
  {
    name: 'scan-release-notes',
    rule: 'The parts of the link to the changelog are told apart without trying all of them.',
    file: 'src/domain/release/body.ts',
    find: '(\\S+)$/gim',
    replace: '(\\S+\\/compare\\/\\S+\\.\\.\\.\\S+)$/gim',
    tests,
  },
  {
    name: 'scan-co-authors',
    rule: 'The spaces around the name in a trailer are read once.',
    file: 'src/domain/release/commit.ts',
    find: '([^<\\r\\n\\u2028\\u2029]+)<',
    replace: ' *([^<\\n]+?) *<',
    tests,
  },
  {
    name: 'scan-wrapped',
    rule: 'Spaces before a word are read once.',
    file: 'src/ui/wrap.ts',
    find: 'for (const word of wordsOf(text.trim()))',
    replace: 'for (const word of `${text} `.match(/\\s*(?:`[^`]*`|[^\\s`])+/g) ?? [])',
    tests,
  },
  {
    name: 'scan-command',
    rule: 'The end of the properties of a command is looked for once.',
    file: 'src/sandbox/runner/job/commands.ts',
    find: "const end = line.indexOf('::', start.length)",
    replace:
      "const end = /^\\s*::[\\w-]+(?:\\s+.*?)?\\s+::$/s.test(line) ? -1 : line.indexOf('::', start.length)",
    tests,
  },
  {
    name: 'scan-glob',
    rule: 'The ways through a pattern are followed at once, each of them once.',
    file: 'src/sandbox/rules/repository/fnmatch.ts',
    find: 'if (end === null) mayHaveSets = false',
    replace: 'if (end === null) mayHaveSets = true',
    tests,
  },
  {
    name: 'scan-yaml-depth',
    rule: 'A YAML text that is nested too deeply is refused before the library reads it.',
    file: 'src/lib/yaml.ts',
    find: 'if (depth > maxDepth) return token.offset',
    replace: 'if (depth > maxDepth * 1e6) return token.offset',
    tests,
  },
  {
    name: 'scan-markdown',
    rule: 'Markdown that nests too deeply is left out.',
    file: 'src/sandbox/pages/markdown.ts',
    find: 'const maxNesting = 100',
    replace: 'const maxNesting = 1e6',
    tests,
  },
  {
    name: 'scan-name-regex',
    rule: 'A regular expression of a ruleset matches in linear time.',
    file: 'src/sandbox/rules/repository/name-regex.ts',
    find: 'return (name) => regex.test(name)',
    replace: "return (name) => new RegExp(source, 'u').test(name)",
    tests,
  },
  {
    name: 'markdown-html',
    rule: 'HTML in a Markdown text is shown as text.',
    file: 'src/sandbox/pages/markdown.ts',
    find: 'index % 2 === 0 ? escaped(part) : foldTag(part, open)',
    replace: 'index % 2 === 0 ? part : foldTag(part, open)',
    tests: ['test/sandbox/pages-html.test.ts'],
  },
  {
    name: 'failure-output',
    rule: 'Output that could not be written is a failure.',
    file: 'src/start/failure.ts',
    find: 'process.exitCode = process.exitCode || exitCodes.failed',
    replace: '',
    tests: ['test/start/failures.test.ts'],
  },
  {
    name: 'failure-stack',
    rule: 'An error that nothing catches is one message.',
    file: 'src/start/failure.ts',
    find: 'if (!isOfOutput(error)) return end(error, words)',
    replace: 'if (!isOfOutput(error)) throw error',
    tests: ['test/start/failures.test.ts'],
  },
]
