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
  ['a folder for the helmfile', '', { root: ['Dockerfile', 'deploy', 'package.json'] }, []],
  ['Docker and helmfile, and both are there', '', { root: ['Dockerfile', 'helmfile.d', 'package.json'] }, []],
  [
    'nothing is there',
    '',
    {},
    [
      /from a Dockerfile at the root/,
      /actions\/test is empty.*how this repository is tested/,
      /with a helmfile/,
    ],
  ],
  [
    'own ones, as rel begins them',
    'image: {build: own}\ndeploy: {with: own}',
    { root: ['compose.test.yml'] },
    [/actions\/build is empty.*how an image is built/, /promote/, /deploy is empty/, /undeploy is empty/],
  ],
  [
    'again, before anybody has written them',
    'image: {build: own}\ndeploy: {with: own}',
    { files: [team('build', 'unchanged')] },
    [/actions\/build is empty/],
  ],
  ['the team wrote its own', 'image: {build: own}', { files: [team('build', 'kept')] }, []],
  [
    'a monorepo, whose Dockerfiles are with its services',
    'services: {api: {paths: [api]}}',
    { files: [team('build')] },
    [],
  ],
])('what the team has to say: %s', (_, text, more, says) => {
  const files = ['build', 'test', 'deploy', 'undeploy', 'promote'].map((name) => team(name))
  const given = facts({ config: config(`environments: [dev]\n${text}`), files, ...more })
  const { warnings = [], steps } = planInit(given, { local: false, skipEnvironments: true })
  expect(warnings).toEqual(says.map((one) => expect.stringMatching(one)))
  const [body = ''] = steps.flatMap((step) => (step.kind === 'open-pull-request' ? [step.body] : []))
  expect(body.includes('### Before it works')).toBe(says.length > 0 && body !== '')
})

test.each([
  ['preview, qa2, dev', 'a pull request with the label `deploy` or `deploy/qa2` is deployed'],
  ['qa1', 'a pull request with the label `deploy/qa1` is deployed'],
  ['dev, production', 'Once this is merged, `rel status` shows'],
])('the pull request says how one is deployed: %s', (names, says) => {
  const given = facts({ config: config(`environments: [${names}]`) })
  const { steps } = planInit(given, { local: false, skipEnvironments: true })
  const [body] = steps.flatMap((step) => (step.kind === 'open-pull-request' ? [step.body] : []))
  expect(body).toContain(says)
})
