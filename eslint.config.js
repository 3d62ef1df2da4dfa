import { dirname, relative, resolve } from 'node:path'
import ts from 'typescript-eslint'
import { everyone, features, kernel, layers } from './layers.js'

const src = resolve(import.meta.dirname, 'src')

/** The row a file of src belongs to: the longest one that its path begins with; null outside src. */
function layerOf(path) {
  const name = `${relative(src, path).replace(/\.[jt]s$/, '')}/`
  return (
    Object.keys(layers)
      .filter((layer) => name.startsWith(`${layer}/`))
      .sort()
      .at(-1) ?? null
  )
}
/** The folder of its feature, or of the kernel, that a file of src lies in; null for any other file. */
const featureOf = (path) => /^(?:domain|facts|github)\/([^/]+)\//.exec(relative(src, path))?.[1] ?? null

/** May files of one feature's folders import those of another's? */
const isKnown = (feature, other) =>
  feature === null ||
  other === null ||
  feature === other ||
  kernel.includes(other) ||
  (features[feature] ?? []).includes(other)

const matches = (patterns, name) =>
  patterns.some((one) => one === name || (one.endsWith('*') && name.startsWith(one.slice(0, -1))))

/** Keeps the import table of layers.js, types, re-exports and dynamic imports included. */
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
  // What is shown is made safe by its type, and written in one place.
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
  // What many functions need is one value, as a Request and a Write are (src/sandbox/request.ts).
  {
    files: ['src/**/*.ts'],
    rules: { 'max-params': ['error', 4] },
  },
  // What a server answers is looked at field by field.
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
  // A command or a facts reader that branches is a rule in the wrong room.
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
)
