import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { configPath, configSchema, explainConfig, parseConfig } from '../src/config.js'
import { renderConfig } from '../src/ui/config.js'

const defaults = parseConfig(null)

test.each([
  ['nothing', ''],
  ['a comment', '# later\n'],
  ['null', 'null'],
  ['an empty map', '{}'],
  ['a byte order mark and CRLF', '\uFEFFgates: reviewers\r\n'],
])('%s gives the defaults', (_, text) => expect(parseConfig(text)).toEqual(defaults))

test('has the documented defaults', () => {
  expect(defaults).toMatchObject({
    environments: ['preview', 'qa1', 'qa2', 'qa3', 'qa4', 'dev', 'staging', 'production', 'hotfix'],
    qa: { ttl: null },
    gates: 'reviewers',
    approvers: ['role:maintain', 'role:admin'],
    versions: {
      prefix: '',
      first: '0.1.0',
      increment: 'minor',
      labels: { major: ['major', 'breaking'], patch: [] },
    },
    image: { name: 'ghcr.io/{owner}/{repository}', build: 'docker' },
    deploy: { with: 'helmfile', credentials: 'kubeconfig' },
    actions: { private: null, runner: ['ubuntu-latest'], registry: null },
    sandbox: { standins: {} },
  })
})

test.each([
  ['environments: [dev, qa12]', { environments: ['dev', 'qa12'] }],
  ['environments: []', { environments: [] }],
  ['qa: {ttl: 72h}', { qa: { ttl: '72h' } }],
  [
    'approvers: [rosa, role:admin, team:acme/sre, team:sre, "bot[bot]", rosa_acme]',
    { approvers: { length: 6 } },
  ],
  ['approvers: {production: [rosa]}', { approvers: { production: ['rosa'] } }],
  [
    'freeze: [{from: 2026-12-20T00:00:00+01:00, to: 2026-12-20T00:00:00Z, reason: Holidays}]',
    { freeze: [{ from: '2026-12-20T00:00:00+01:00', to: '2026-12-20T00:00:00Z', reason: 'Holidays' }] },
  ],
  ['freeze: [{from: 2026-12-20T00:00:00Z, to: 2027-01-02T00:00:00Z}]', { freeze: [{ reason: null }] }],
  [
    'versions: {prefix: v, labels: {patch: [fix]}}',
    { versions: { prefix: 'v', first: '0.1.0', labels: { major: ['major', 'breaking'], patch: ['fix'] } } },
  ],
  [
    'services: {api: {paths: [services/api], image: {build: own}}, web: {paths: [web]}}',
    { services: { api: { image: { build: 'own' } } } },
  ],
  ['image: {name: "registry.corp:5000/{repository}/{service}"}', { image: { build: 'docker' } }],
  [
    'deploy: {credentials: {aws: {region: eu-central-1, cicd: a, helm: b}}}',
    { deploy: { with: 'helmfile', credentials: { aws: { cicd: 'a' } } } },
  ],
  ['workflows: acme/github-action-workflows@v1', { workflows: 'acme/github-action-workflows@v1' }],
  [
    'actions: {private: acme/github-action-*, registry: "https://npm.corp/"}',
    { actions: { private: 'acme/github-action-*' } },
  ],
  ['secrets: {build: [NPM_TOKEN, _x]}', { secrets: { build: ['NPM_TOKEN', '_x'], test: [] } }],
  [
    'sandbox: {standins: {aws-actions/configure@v4: ./standins/aws, tools/greet/sub: ./b, "docker://alpine:3": ./c}}',
    {
      sandbox: {
        standins: {
          'aws-actions/configure@v4': './standins/aws',
          'tools/greet/sub': './b',
          'docker://alpine:3': './c',
        },
      },
    },
  ],
  ['secrets: &all {build: [A]}\nsandbox: {standins: {}}', { secrets: { build: ['A'] } }],
  ['qa: {<<: {ttl: 3d}}', { qa: { ttl: '3d' } }],
])('%s', (text, expected) => expect(parseConfig(text)).toMatchObject(expected))

test('reports the source of each value', () => {
  const { config, sources } = explainConfig('gates: dispatch\nqa: {ttl: 2d}')
  expect(sources).toMatchObject({
    gates: configPath,
    qa: configPath,
    environments: 'default',
    sandbox: 'default',
  })
  expect(Object.keys(sources)).toEqual(Object.keys(config))
  expect(renderConfig({ config, sources }).split('\n').slice(0, 4)).toEqual([
    'environments: [preview, qa1, qa2, qa3, qa4, dev, staging, production, hotfix] # default',
    'qa:',
    '  ttl: 2d',
    'gates: dispatch',
  ])
})

test.each([
  null,
  'notes: {template: ".github/notes.md"}\nservices: {api: {paths: [a], image: {name: "x/{service}"}}}',
  'freeze: [{from: 2026-12-20T00:00:00+01:00, to: 2027-12-20T00:00:00Z, reason: "a: b # c\\nd"}]\napprovers: {staging: [dev]}',
])('prints a configuration that parses to the same values: %j', (text) => {
  const { config, sources } = explainConfig(text)
  expect(parseConfig(renderConfig({ config, sources }))).toEqual(config)
})

test('the JSON schema describes every key and repeats the defaults', () => {
  const schema = configSchema() as {
    properties: Record<string, { description?: string; default?: unknown }>
    additionalProperties: boolean
  }
  expect(Object.keys(schema.properties)).toEqual(Object.keys(defaults))
  expect(schema.additionalProperties).toBe(false)
  for (const [key, { description, default: value }] of Object.entries(schema.properties)) {
    expect(description, key).toBeTruthy()
    expect(parseConfig(stringify({ [key]: value })), key).toEqual(defaults)
  }
})
