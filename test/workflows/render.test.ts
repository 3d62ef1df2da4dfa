import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../../src/config.js'
import type { PackOptions } from '../../src/workflows/pack-options.js'
import { extraSteps, packOf, templateText } from '../../src/workflows/pack.js'
import { render } from '../../src/workflows/render.js'
import { templates } from '../../src/workflows/table.js'

const options = (config: string | null, given: Partial<PackOptions> = {}): PackOptions => ({
  config: parseConfig(config),
  defaultBranch: 'main',
  server: 'github',
  version: '0.1.0',
  ...given,
})
async function read(config: string | null, path: string, given: Partial<PackOptions> = {}) {
  const file = (await packOf(options(config, given))).find((packed) => packed.path === `.github/${path}`)
  return file ? parse(file.text) : null
}

test.each(templates.map((template) => [template.source, template] as const))(
  '%s: with all parts, the output equals the template',
  async (_source, template) => {
    const text = await templateText(template)
    const parts = Object.fromEntries(Object.keys(template.parts).map((part) => [part, () => true]))
    const roles = 'cicd: "arn:aws:iam::111111111111:role/cicd", helm: "arn:aws:iam::111111111111:role/helm"'
    const given = options(
      template.source === 'actions/aws/action.yml'
        ? `deploy: {credentials: {aws: {region: eu-central-1, ${roles}}}}`
        : 'deploy: {with: own}',
    )
    expect(render(text, { ...template, parts }, given, await extraSteps())).toBe(text)
  },
)

test('without environments for pull requests, has no jobs and files for them', async () => {
  const config = 'environments: [dev, staging, production]'
  expect(Object.keys((await read(config, 'workflows/feature-branch.yml')).jobs)).toEqual(['build', 'ci'])
  const names = (await packOf(options(config))).map(({ path }) => path.replace('.github/', ''))
  expect(names).not.toContain('workflows/environments.yml')
  expect(names).not.toContain('workflows/sweep.yml')
  expect(names).not.toContain('workflows/rel-undeploy.yml')
  expect(names).not.toContain('actions/undeploy/action.yml')
})

test.each([
  ['environments: [preview, dev]', ['trunk']],
  ['environments: [hotfix, production]', ['release/**']],
  [null, ['trunk', 'release/**']],
])('%s: reacts to labels on pull requests into %s', async (config, branches) => {
  const file = await read(config, 'workflows/environments.yml', { defaultBranch: 'trunk' })
  expect(file.on.pull_request.branches).toEqual(branches)
})

test('without dev, a push to main builds, tests and drafts', async () => {
  const { jobs } = await read('environments: [staging, production]', 'workflows/main-branch.yml')
  expect(Object.keys(jobs)).toEqual(['build', 'draft'])
  expect(jobs.draft.needs).toEqual(['build'])
})

test('omits the keys that an Enterprise server does not support', async () => {
  const { jobs } = await read(null, 'workflows/rel-undeploy.yml', { server: 'enterprise' })
  expect(jobs.undeploy.environment).toBeUndefined()
  expect(jobs.undeploy.concurrency).toEqual({ group: 'deploy-${{ inputs.environment }}' })
})

test('takes runner, registry, version and secrets from the configuration', async () => {
  const config =
    'actions: {runner: [self-hosted, linux], registry: "https://npm.example.com"}\nsecrets: {deploy: [CLUSTER], build: [CLUSTER]}'
  const deploy = (await read(config, 'workflows/rel-deploy.yml')).jobs.deploy
  expect(deploy['runs-on']).toEqual(['self-hosted', 'linux'])
  const steps = deploy.steps as readonly { name: string; env?: Record<string, string> }[]
  expect(steps.filter(({ env }) => env?.['CLUSTER']).map(({ name }) => name)).toEqual(['Deploy'])
  const { inputs } = await read(config, 'actions/setup-rel/action.yml', { version: '2.3.4' })
  expect(inputs.version.default).toBe('2.3.4')
  expect(inputs.registry.default).toBe('https://npm.example.com')
})
