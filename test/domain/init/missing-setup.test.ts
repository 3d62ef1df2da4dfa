import { expect, test } from 'vitest'
import type { InitFacts, InitFile } from '../../../src/domain/init/facts.js'
import { planInit } from '../../../src/domain/init/plan.js'
import { config, facts, file } from '../../support/init.js'

const team = (name: string, action: InitFile['action'] = 'created'): InitFile => ({
  ...file,
  path: `.github/actions/${name}/action.yml`,
  owner: 'team',
  action,
})
test.each<[string, string, Partial<InitFacts>, readonly (string | RegExp)[]]>([
  ['a folder deploy for the helmfile', '', { root: ['Dockerfile', 'deploy', 'package.json'] }, []],
  ['a Dockerfile and a helmfile', '', { root: ['Dockerfile', 'helmfile.d', 'package.json'] }, []],
  [
    'an empty repository',
    '',
    {},
    [
      /no Dockerfile at the root/,
      /actions\/test\/action\.yml is a placeholder; add the steps that test this repository\./,
      /no helmfile/,
    ],
  ],
  [
    'own actions, as rel creates them',
    'image: {build: own}\ndeploy: {with: own}',
    { root: ['compose.test.yml'] },
    [
      /actions\/build\/action\.yml is a placeholder; add the steps that build an image/,
      /promote/,
      /\/deploy\/action\.yml/,
      /\/undeploy\/action\.yml/,
    ],
  ],
  [
    'own actions that are still placeholders',
    'image: {build: own}\ndeploy: {with: own}',
    { files: [team('build', 'unchanged')] },
    [/actions\/build\/action\.yml is a placeholder/],
  ],
  ['own actions that were written', 'image: {build: own}', { files: [team('build', 'kept')] }, []],
  [
    'a monorepo with a Dockerfile per service',
    'services: {api: {paths: [api]}}',
    { files: [team('build')] },
    [],
  ],
])('lists what the team still has to provide: %s', (_, text, more, messages) => {
  const files = ['build', 'test', 'deploy', 'undeploy', 'promote'].map((name) => team(name))
  const given = facts({ config: config(`environments: [dev]\n${text}`), files, ...more })
  const { warnings = [], steps } = planInit(given, { local: false, skipEnvironments: true })
  expect(warnings).toEqual(messages.map((message) => expect.stringMatching(message)))
  const [body = ''] = steps.flatMap((step) => (step.kind === 'open-pull-request' ? [step.body] : []))
  expect(body.includes('### Still to do')).toBe(messages.length > 0 && body !== '')
})

test.each([
  ['preview, qa2, dev', 'pull requests with the label `deploy` or `deploy/qa2` are deployed'],
  ['qa1', 'pull requests with the label `deploy/qa1` are deployed'],
  ['dev, production', 'Once this is merged, `rel status` shows'],
])('says in the pull request how to deploy one: %s', (names, sentence) => {
  const given = facts({ config: config(`environments: [${names}]`) })
  const { steps } = planInit(given, { local: false, skipEnvironments: true })
  const [body] = steps.flatMap((step) => (step.kind === 'open-pull-request' ? [step.body] : []))
  expect(body).toContain(sentence)
})
