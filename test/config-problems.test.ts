import { expect, test } from 'vitest'
import { configPath, parseConfig } from '../src/config.js'
import { RelError } from '../src/errors.js'

const messageOf = (text: string): string => {
  try {
    parseConfig(text)
  } catch (error) {
    expect(error).toBeInstanceOf(RelError)
    expect((error as RelError).code).toBe('config')
    expect((error as RelError).hint).not.toBeNull()
    return (error as RelError).message.replaceAll(`${configPath}:`, '')
  }
  return 'accepted'
}
const word = 'preview, qa<N> (qa1, qa2, …), dev, staging, production or hotfix'

test.each([
  // Keys
  ['gates: dispatch\n\nenviroments: [dev]', '3:1: unknown key "enviroments"; did you mean "environments"?'],
  ['versions: {lables: {}}', '1:12: unknown key "lables" in "versions"; did you mean "labels"?'],
  [
    'services:\n  api:\n    paths: [a]\n    imgae: {}',
    '4:5: unknown key "imgae" in "services.api"; did you mean "image"?',
  ],
  [
    'notes: {sections: [{title: A, labels: [], label: b}]}',
    '1:43: unknown key "label" in "notes.sections[0]"; did you mean "labels"?',
  ],
  [
    'deploy: {credentials: {aws: {region: a, cicd: b, helm: c, regoin: d}}}',
    '1:59: unknown key "regoin" in "deploy.credentials.aws"; did you mean "region"?',
  ],
  ['kubernetes: true', '1:1: unknown key "kubernetes"'],
  ['__proto__: {a: 1}', '1:1: unknown key "__proto__"'],
  [
    'approvers: {prodution: [a]}',
    `1:13: the key "prodution" in "approvers" must be ${word}; did you mean "production"?`,
  ],
  [
    'services: {API: {paths: [a]}}',
    '1:12: the key "API" in "services" must be a name of a-z, 0-9 and -, such as api',
  ],
  [
    'sandbox: {standins: {checkout: a}}',
    '1:22: the key "checkout" in "sandbox.standins" must be the name of an action, <owner>/<name> or <owner>/<name>@<ref>, or docker://<image>',
  ],
  // Words
  [
    'environments: [dev, stagin]',
    `1:21: "environments[1]" must be ${word}, not "stagin"; did you mean "staging"?`,
  ],
  ['environments: [qa0]', `1:16: "environments[0]" must be ${word}, not "qa0"; did you mean "qa1"?`],
  ['environments: [dev, dev]', '1:21: "environments[1]" repeats "dev"'],
  ['gates: dipsatch', '1:8: "gates" must be reviewers or dispatch, not "dipsatch"; did you mean "dispatch"?'],
  ['versions: {increment: huge}', '1:23: "versions.increment" must be major, minor or patch, not "huge"'],
  ['versions: {prefix: rel-}', '1:20: "versions.prefix" must be empty ("") or v, not "rel-"'],
  [
    'versions: {first: v1.0.0}',
    '1:19: "versions.first" must be a semantic version without a pre-release, such as 0.1.0, not "v1.0.0"',
  ],
  ['qa: {ttl: 72}', '1:11: "qa.ttl" must be a duration such as 90s, 30m, 72h or 7d, not 72'],
  ['qa: {ttl: 0h}', '1:11: "qa.ttl" must be a duration such as 90s, 30m, 72h or 7d, not "0h"'],
  [
    'approvers: [role:write]',
    '1:13: "approvers[0]" must be a login, role:maintain, role:admin, team:<team> or team:<organisation>/<team>, not "role:write"',
  ],
  ['approvers: []', '1:12: "approvers" must name at least one approver'],
  ['approvers: 3', '1:12: "approvers" must be a list or a map, not 3'],
  [
    'deploy: {credentials: kubconfig}',
    '1:23: "deploy.credentials" must be kubeconfig or a map, not "kubconfig"; did you mean "kubeconfig"?',
  ],
  [
    'workflows: acme/shared',
    '1:12: "workflows" must be local or <owner>/<repository>@<ref>, not "acme/shared"',
  ],
  ['actions: {runner: ubuntu-latest}', '1:19: "actions.runner" must be a list, not "ubuntu-latest"'],
  ['notes: {descriptions: yes}', '1:23: "notes.descriptions" must be true or false, not "yes"'],
  [
    'image: {name: "ghcr.io/{repo}"}',
    '1:15: "image.name" may only use the placeholders {owner}, {repository} and {service}',
  ],
  [
    'services: {api: {paths: [../other]}}',
    '1:26: "services.api.paths[0]" must be a path inside the repository, such as services/api, not "../other"',
  ],
  ['services: {api: {}}', '1:17: "services.api.paths" is missing'],
  [
    'secrets: {build: [GITHUB_PAT]}',
    '1:19: "secrets.build[0]" must not begin with GITHUB_, which GitHub reserves',
  ],
  [
    'secrets: {test: [1X]}',
    '1:18: "secrets.test[0]" must be a name of letters, digits and _ that does not begin with a digit, not "1X"',
  ],
  // Times
  [
    'freeze: [{from: 2026-12-20, to: 2026-12-21T00:00:00Z}]',
    '1:17: "freeze[0].from" must be a time with seconds and a zone, such as 2026-12-20T00:00:00+01:00, not "2026-12-20"',
  ],
  [
    'freeze: [{from: 2026-12-20T00:00:00Z, to: 2026-12-20T00:30:00+01:00}]',
    '1:43: "freeze[0].to" must be later than "from"',
  ],
  ['freeze: [{from: 2026-12-20T00:00:00Z}]', '1:10: "freeze[0].to" is missing'],
  // Shapes
  ['qa:\ngates: reviewers', '1:4: "qa" must be a map, not empty'],
  ['- gates', '1:1: must be a map of keys, such as `gates: reviewers`'],
  ['reviewers', '1:1: must be a map of keys, such as `gates: reviewers`'],
  // YAML
  ['gates: dispatch\ngates: reviewers', '2:1: Map keys must be unique'],
  ['gates: *x', '1:1: Unresolved alias (the anchor must be set before the alias): x'],
  ['gates: !word dispatch', '1:8: Unresolved tag: !word'],
  ['a: 1\n---\nb: 2', '2:1: must contain only one document'],
  // Several, in the order of the file
  [
    'gate: 1\nqa: {ttl: x}\nreuse: always',
    '1:1: unknown key "gate"; did you mean "gates"?\n2:11: "qa.ttl" must be a duration such as 90s, 30m, 72h or 7d, not "x"\n3:8: "reuse" must be tree or never, not "always"',
  ],
])('rejects %j', (text, message) => expect(messageOf(text)).toBe(message))

test('rejects nested aliases without expanding them', () => {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `k${level}: &k${level} [${`*k${level - 1}, `.repeat(9)}]`,
  )
  expect(messageOf(['k0: &k0 [a, a, a, a, a, a, a, a, a]', ...levels.slice(1)].join('\n'))).toContain(
    'Excessive alias count',
  )
})

test('names the path that was passed', () => {
  expect(() => parseConfig('gate: 1', 'acme/widgets/.github/rel.yml')).toThrow(
    'acme/widgets/.github/rel.yml:1:1: unknown key "gate"',
  )
})
