/**
 * Who may import whom. The linter enforces this table, and docs/architecture.md shows it. Imports that are not listed are forbidden.
 * `from`: folders and files of src, besides `everyone`. `types`: only with `import type`. `packages`: npm and node: modules (a
 * trailing * is a prefix).
 */
export const layers = {
  errors: { from: [], types: [], packages: [] },
  lib: { from: [], types: [], packages: ['yaml'] },
  // Runs before the app is loaded, and is bundled separately.
  start: {
    from: ['start', 'unknown-command', 'user-cache'],
    types: ['run', 'sandbox/host'],
    packages: ['node:buffer', 'node:fs', 'node:module', 'node:path', 'node:vm'],
  },
  'user-cache': { from: [], types: [], packages: ['node:fs', 'node:path'] },
  suggest: { from: [], types: [], packages: [] },
  'unknown-command': { from: ['suggest'], types: [], packages: [] },
  config: { from: ['config', 'suggest'], types: [], packages: ['zod', 'yaml'] },
  // The names of the pack's parts; only data.
  'domain/model/pack-names': { from: [], types: [], packages: [] },
  domain: {
    from: ['domain', 'domain/model/pack-names'],
    types: ['config'],
    packages: ['semver', 'node:crypto'],
  },
  http: {
    from: ['http'],
    types: [],
    packages: ['node:http', 'node:https', 'node:net', 'node:zlib', 'node:stream', 'node:stream/promises'],
  },
  github: {
    from: ['github', 'http', 'domain/model/pack-names'],
    types: ['domain'],
    packages: ['@octokit/*', 'bottleneck/light.js'],
  },
  git: {
    from: ['git'],
    types: ['domain'],
    packages: ['node:child_process', 'node:fs/promises', 'node:path'],
  },
  ui: {
    from: ['ui', 'domain'],
    types: ['config'],
    packages: [
      'chalk',
      'string-width',
      'diff',
      'listr2',
      'inquirer',
      'yaml',
      'node:crypto',
      'node:fs/promises',
    ],
  },
  images: {
    from: ['images'],
    types: [],
    packages: ['node:crypto', 'node:fs/promises', 'node:path'],
  },
  credentials: { from: ['credentials'], types: [], packages: ['node:child_process'] },
  context: {
    from: ['credentials', 'git', 'github', 'http', 'images'],
    types: [],
    packages: ['node:*'],
  },
  workflows: {
    from: ['workflows'],
    types: ['config'],
    packages: ['semver', 'yaml', 'node:crypto', 'node:fs', 'node:fs/promises', 'node:path', 'node:url'],
  },
  facts: {
    from: ['facts', 'domain', 'domain/model/pack-names', 'config', 'workflows'],
    types: ['context'],
    packages: ['zod'],
  },
  apply: { from: ['domain'], types: ['context'], packages: [] },
  follow: { from: ['facts', 'domain'], types: ['context'], packages: ['node:timers/promises'] },
  'carry-out': { from: ['apply', 'follow', 'domain', 'ui'], types: ['context'], packages: [] },
  command: { from: ['carry-out', 'context', 'domain', 'ui'], types: [], packages: ['@oclif/core'] },
  flags: { from: ['domain'], types: [], packages: ['@oclif/core'] },
  // The class of the help texts; package.json names it.
  help: { from: [], types: [], packages: ['@oclif/core'] },
  hooks: { from: ['unknown-command'], types: [], packages: ['@oclif/core'] },
  main: {
    from: ['domain', 'ui', 'unknown-command'],
    types: [],
    packages: ['@oclif/core', 'node:url'],
  },
  run: { from: ['main'], types: [], packages: ['node:os'] },
  commands: {
    from: ['command', 'domain', 'facts', 'flags', 'ui'],
    types: ['context'],
    packages: ['@oclif/core'],
  },
  'commands/config': {
    from: ['command', 'config', 'facts', 'ui'],
    types: ['domain'],
    packages: [],
  },
  'commands/sandbox': {
    from: ['command', 'flags', 'sandbox/index', 'ui'],
    types: ['domain'],
    packages: ['@oclif/core', 'node:path'],
  },
  // The embedded GitHub has its own layers; the runner reaches the server only over HTTP.
  'sandbox/state': { from: ['sandbox/state', 'sandbox'], types: [], packages: ['node:*'] },
  'sandbox/git': { from: ['sandbox/git'], types: [], packages: ['node:*'] },
  'sandbox/rules': {
    from: ['sandbox/rules', 'sandbox/git', 'sandbox/state', 'sandbox'],
    types: [],
    packages: ['*'],
  },
  'sandbox/contract': { from: ['sandbox'], types: ['sandbox/contract'], packages: ['*'] },
  'sandbox/rest': {
    from: ['sandbox/rest', 'sandbox/rules', 'sandbox/git', 'sandbox'],
    types: ['sandbox/state'],
    packages: [],
  },
  'sandbox/pages': {
    from: ['sandbox/pages', 'sandbox/rules', 'sandbox/git', 'sandbox'],
    types: ['sandbox/state'],
    packages: ['markdown-it', 'node:*'],
  },
  'sandbox/graphql': {
    from: ['sandbox/graphql', 'sandbox/rules', 'sandbox/git', 'sandbox'],
    types: ['sandbox/state'],
    packages: ['graphql', 'node:*'],
  },
  'sandbox/zip': { from: [], types: [], packages: ['fflate/browser'] },
  'sandbox/runner': { from: ['sandbox/runner', 'sandbox/zip'], types: ['sandbox/state'], packages: ['*'] },
  'sandbox/demo': {
    from: ['sandbox/demo', 'sandbox/rules', 'sandbox/git', 'sandbox'],
    types: ['sandbox/state'],
    packages: ['node:*'],
  },
  'sandbox/seed': {
    from: ['sandbox/seed', 'sandbox/demo', 'sandbox/rules', 'sandbox/git', 'sandbox'],
    types: ['sandbox/state'],
    packages: ['node:*'],
  },
  'sandbox/server': {
    from: [
      'sandbox/server',
      'sandbox/rest',
      'sandbox/graphql',
      'sandbox/pages',
      'sandbox/contract',
      'sandbox/rules',
      'sandbox/git',
      'sandbox/demo',
      'sandbox/seed',
      'sandbox/state',
      'sandbox/zip',
      'sandbox',
    ],
    types: [],
    packages: ['*'],
  },
  sandbox: { from: ['sandbox'], types: ['sandbox/git', 'sandbox/state'], packages: ['node:*'] },
  'sandbox/host': {
    from: [
      'sandbox/host',
      'sandbox/server',
      'sandbox/runner',
      'sandbox/demo',
      'sandbox/rules',
      'sandbox/git',
      'sandbox/state',
      'sandbox',
      'user-cache',
    ],
    types: [],
    packages: ['node:*'],
  },
  'sandbox/snapshot': {
    from: [
      'sandbox/snapshot',
      'sandbox/host',
      'sandbox/demo',
      'sandbox/git',
      'sandbox/state',
      'sandbox',
      'user-cache',
    ],
    types: [],
    packages: ['node:*'],
  },
  'sandbox/import': {
    from: ['sandbox/import', 'sandbox/host', 'sandbox/runner', 'sandbox/demo', 'sandbox/git'],
    types: ['sandbox/server', 'sandbox'],
    packages: ['node:*'],
  },
  // Commands import nothing else of the sandbox.
  'sandbox/index': {
    from: ['sandbox/host', 'sandbox/import', 'sandbox/snapshot', 'sandbox/server', 'sandbox'],
    types: ['sandbox/seed'],
    packages: [],
  },
}

/** Every file may import these. */
export const everyone = ['errors', 'lib']

/**
 * `domain`, `facts` and `github` have the same folders: one per feature, and those of the kernel. A feature may import the kernel and
 * the features that are listed here; the kernel may import no feature.
 */
export const kernel = ['client', 'freeze', 'label', 'line', 'model', 'plan', 'rollout']
export const features = {
  approval: ['release'],
  ci: ['approval', 'publish', 'qa', 'reintegrate', 'release'],
  hotfix: ['preview'],
  preview: ['status'],
  publish: ['release'],
  qa: ['status'],
  redeploy: ['approval', 'ci'],
  reintegrate: ['hotfix'],
  rollback: ['approval', 'hotfix', 'release'],
  status: ['approval'],
}
