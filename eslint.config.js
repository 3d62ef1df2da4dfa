import { dirname, relative, resolve } from 'node:path'
import regexp from 'eslint-plugin-regexp'
import ts from 'typescript-eslint'
import { everyone, features, kernel, layers } from './layers.js'

const src = resolve(import.meta.dirname, 'src')

/** The row of layers.js for a file of src: the longest one that its path begins with; null outside src. */
function layerOf(path) {
  const name = `${relative(src, path).replace(/\.[jt]s$/, '')}/`
  return (
    Object.keys(layers)
      .filter((layer) => name.startsWith(`${layer}/`))
      .sort()
      .at(-1) ?? null
  )
}
/** The folder of the feature, or of the kernel, that contains a file of src; null for any other file. */
const featureOf = (path) => /^(?:domain|facts|github)\/([^/]+)\//.exec(relative(src, path))?.[1] ?? null

/** May files of one feature import files of another? */
const isKnown = (feature, other) =>
  feature === null ||
  other === null ||
  feature === other ||
  kernel.includes(other) ||
  (features[feature] ?? []).includes(other)

const matches = (patterns, name) =>
  patterns.some(
    (pattern) => pattern === name || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1))),
  )

/** Enforces the import tables of layers.js, including types, re-exports and dynamic imports. */
const imports = {
  create(context) {
    const layer = layerOf(context.filename)
    const row = layer && layers[layer]
    const check = (node) => {
      const name = (node.source ?? node.argument)?.value
      if (typeof name !== 'string' || relative(src, context.filename).startsWith('..')) return
      if (!row) return context.report({ node, message: 'This file has no row in layers.js.' })
      const type = node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType'
      const own = name.startsWith('.')
      const path = resolve(dirname(context.filename), name)
      const target = own ? layerOf(path) : null
      const allowed = own
        ? target !== null && [...everyone, ...row.from, ...(type ? row.types : [])].includes(target)
        : matches(row.packages, name)
      const report = (from, to) =>
        context.report({ node, message: `${from} may not import ${to} (layers.js).` })
      if (!allowed) report(`src/${layer}`, target ? `src/${target}` : name)
      const [feature, other] = [context.filename, own ? path : ''].map(featureOf)
      if (allowed && !isKnown(feature, other)) report(`The feature ${feature}`, `the feature ${other}`)
    }
    return {
      Program: (node) => {
        if (!row && !relative(src, context.filename).startsWith('..')) {
          context.report({ node, message: 'This file has no row in layers.js.' })
        }
      },
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    }
  },
}

const forbid = (...pairs) => ['error', ...pairs.map(([selector, message]) => ({ selector, message }))]

const shownSafely = [
  [
    'TSAsExpression TSTypeReference[typeName.name="Printable"], TSTypeAssertion TSTypeReference[typeName.name="Printable"]',
    'Text becomes Printable by printable() or line`…` alone (src/lib/printable.ts).',
  ],
  [
    'MemberExpression[property.name="write"] > MemberExpression[property.name=/^std(out|err)$/], CallExpression[callee.object.type="ThisExpression"][callee.property.name=/^(log|logToStderr|warn)$/]',
    'Only src/ui/terminal.ts writes to stdout and stderr.',
  ],
]

export default ts.config(
  { ignores: ['dist', 'node_modules', '*.js', 'bin', 'scripts', '**/*.d.ts', 'rel-sandbox'] },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.base],
    languageOptions: { parserOptions: { project: ['./tsconfig.test.json'] } },
    plugins: { rel: { rules: { imports } } },
    rules: {
      'rel/imports': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  // Texts of others may be long: a regular expression reads each of them once (test/hostile-texts.test.ts).
  {
    files: ['src/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [
      'src/context.ts',
      'src/run.ts',
      'src/start/**',
      'src/user-cache.ts',
      'src/ui/**',
      'src/sandbox/**',
      'src/commands/sandbox/**',
    ],
    rules: { 'no-restricted-globals': ['error', 'process', 'console', 'globalThis'] },
  },
  {
    files: ['src/domain/**/*.ts'],
    rules: {
      'no-restricted-syntax': forbid(
        [
          'FunctionDeclaration[async=true], ArrowFunctionExpression[async=true], AwaitExpression, Identifier[name=/^Promise(Like)?$/]',
          'The domain is not asynchronous.',
        ],
        [
          'NewExpression[callee.name="Date"][arguments.length=0], MemberExpression[object.name="Date"][property.name="now"], MemberExpression[object.name="Math"][property.name="random"]',
          'Time and chance are facts.',
        ],
        ...shownSafely,
      ),
    },
  },
  // Text for people is Printable, and only src/ui/terminal.ts writes it.
  {
    files: ['src/**/*.ts'],
    ignores: [
      'src/lib/printable.ts',
      'src/ui/terminal.ts',
      'src/start/**',
      'src/domain/**',
      'src/commands/**',
      'src/sandbox/**',
    ],
    rules: { 'no-restricted-syntax': forbid(...shownSafely) },
  },
  // Pass several values as one object, like Request and Write of the sandbox.
  {
    files: ['src/**/*.ts'],
    rules: { 'max-params': ['error', 4] },
  },
  // Tests read the answers of servers without types.
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
  // Branches in a command or a facts reader are rules that belong in the domain.
  {
    files: ['src/commands/**/*.ts'],
    ignores: ['src/commands/sandbox/**'],
    rules: {
      complexity: ['error', 3],
      'no-restricted-syntax': forbid(['TryStatement', 'The one catch is in command.ts.'], ...shownSafely),
    },
  },
  { files: ['src/commands/sandbox/**/*.ts'], rules: { 'no-restricted-syntax': forbid(...shownSafely) } },
  { files: ['src/facts/**/*.ts'], rules: { complexity: ['error', 5] } },
  // Steps of a job run git as they like; the sandbox itself starts it isolated.
  {
    files: ['src/sandbox/**/*.ts'],
    ignores: ['src/sandbox/git/process.ts', 'src/sandbox/runner/**'],
    rules: {
      'no-restricted-syntax': forbid([
        'CallExpression[callee.name=/^(spawn|spawnSync|execFile|execFileSync|execute)$/][arguments.0.value="git"]',
        'Only src/sandbox/git/process.ts starts git.',
      ]),
    },
  },
)
