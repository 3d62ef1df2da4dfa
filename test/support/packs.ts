import { parseConfig } from '../../src/config.js'
import type { PackOptions } from '../../src/workflows/pack-options.js'
import { packOf, type PackFile } from '../../src/workflows/pack.js'
import { pairwise, type Combination } from './pairwise.js'

export const shared = 'acme/github-action-workflows@v1'

/** All options of the pack, as lines of rel.yml; names in capitals are not keys of rel.yml. */
const dimensions = {
  environments: [
    '',
    'environments: [preview, dev]',
    'environments: [qa1, hotfix, production]',
    'environments: [dev, staging, production]',
    'environments: [hotfix, production]',
    'environments: [staging, production]',
    'environments: []',
  ],
  gates: ['', 'gates: dispatch'],
  qa: ['', 'qa: {ttl: 72h}'],
  image: [
    '',
    'image: {build: own}',
    "image: {name: 'registry.example.com/{owner}/{repository}'}",
    "image: {name: '111111111111.dkr.ecr.eu-central-1.amazonaws.com/{repository}'}",
  ],
  reuse: ['', 'reuse: never'],
  deploy: [
    '',
    'deploy: {with: own}',
    'deploy: {credentials: {aws: {region: eu-west-1, cicd: "arn:aws:iam::222222222222:role/ci", helm: "arn:aws:iam::222222222222:role/helm"}}}',
  ],
  workflows: ['', `workflows: ${shared}`],
  actions: [
    '',
    'actions: {private: acme/github-actions, runner: [self-hosted, linux]}',
    'actions: {private: acme/github-action-*, registry: "https://npm.example.com"}',
    'actions: {runner: [ubuntu-24.04-arm], registry: "https://npm.example.com"}',
  ],
  secrets: ['', 'secrets: {build: [A, B], test: [A], deploy: [CLUSTER], undeploy: [CLUSTER], promote: [A]}'],
  reintegration: ['', 'reintegration: token', 'reintegration: manual'],
  SERVER: ['github', 'enterprise'],
  BRANCH: ['main', 'trunk'],
}

export const combinations: readonly Combination[] = pairwise(dimensions)

export function optionsOf(combination: Combination, repository = 'acme/widgets'): PackOptions {
  const { SERVER: server, BRANCH: defaultBranch = 'main', ...keys } = combination
  const text = Object.values(keys)
    .filter((line) => line !== '')
    .join('\n')
  return {
    config: parseConfig(text === '' ? null : text),
    defaultBranch,
    server: server === 'enterprise' ? 'enterprise' : 'github',
    version: '0.1.0',
    repository,
  }
}

export interface Rendered {
  readonly name: string
  readonly choices: PackOptions
  readonly files: readonly PackFile[]
  /** The files of the shared repository; empty if the repository has its own workflows. */
  readonly shared: readonly PackFile[]
}

let rendered: Promise<readonly Rendered[]> | undefined
/** The pack for every combination, and for the shared repository where there is one. Rendered once. */
export const renderings = (): Promise<readonly Rendered[]> => (rendered ??= renderAll())

async function renderAll(): Promise<readonly Rendered[]> {
  const found = combinations.map(async (combination): Promise<readonly Rendered[]> => {
    const name = Object.values(combination).filter(Boolean).join(' ')
    const choices = optionsOf(combination)
    const files = await packOf(choices)
    if (combination['workflows'] === '') return [{ name, choices, files, shared: [] }]
    const ofShared = optionsOf(combination, shared.split('@')[0])
    const called = await packOf(ofShared)
    return [
      { name, choices, files, shared: called },
      { name: `shared: ${name}`, choices: ofShared, files: called, shared: [] },
    ]
  })
  return (await Promise.all(found)).flat()
}
