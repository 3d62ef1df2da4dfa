import { parseConfig, type Config } from '../../src/config.js'
import { policiesFor } from '../../src/domain/init/environments.js'
import type { EnvironmentState, DetectedDefaults, InitFacts, InitFile } from '../../src/domain/init/facts.js'

export const config = (text = ''): Config => parseConfig(text)

/** A private repository without files of rel, as an administrator sees it. */
export const defaults: DetectedDefaults = {
  repository: 'acme/widgets',
  defaultBranch: 'main',
  head: { commit: 'c0', tree: 't0' },
  isPrivate: true,
  mayPush: true,
  mayAdminister: true,
  mergeCommits: true,
  tags: [],
  root: [],
  texts: new Map(),
  proposal: null,
}
export const file: InitFile = {
  path: '.github/workflows/a.yml',
  before: null,
  action: 'created',
  after: 'a',
  reason: 'it does not exist yet',
  owner: 'rel',
}
export const facts = (more: Partial<InitFacts> = {}): InitFacts => ({
  ...defaults,
  server: 'github',
  version: '1.0.0',
  config: config('environments: [production]'),
  files: [file],
  overruled: [],
  labels: ['major', 'minor', 'skip-changelog', 'feature', 'fix', 'docs', 'maintenance'],
  environments: [],
  reviewers: [],
  ...more,
})
export const rosa = { type: 'User', id: 1, name: 'rosa' } as const
export const olga = { type: 'User', id: 2, name: 'olga' } as const
export const production = (more: Partial<EnvironmentState> = {}): EnvironmentState => ({
  name: 'production',
  waitTimer: 0,
  preventSelfReview: false,
  reviewers: [],
  lets: 'named',
  policies: policiesFor(config(), 'main', 'production'),
  ...more,
})
