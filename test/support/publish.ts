import type { Draft, PublishFacts } from '../../src/domain/publish/facts.js'
import { servicesOf } from '../../src/domain/model/service.js'
import { draftOf as release } from './drafts.js'
import { config } from './facts.js'

export const commit = 'a'.repeat(40)
export const other = 'b'.repeat(40)
export const digest = `sha256:${'1'.repeat(64)}`
const [service] = servicesOf(config(''))
/** A draft of 1.4.0 that passes all checks. */
export const draft: Draft = {
  release: release('1.4.0'),
  version: '1.4.0',
  commit,
  image: { name: 'ghcr.io/acme/widgets', digest, tested: digest, isIntact: true, registryError: null },
}
export const facts = (given: Partial<PublishFacts> = {}): PublishFacts => ({
  repository: 'acme/widgets',
  config: config(''),
  service: service!,
  now: '2026-03-01T10:00:00Z',
  viewer: 'rosa',
  role: 'maintain',
  trunk: { name: 'main', commit },
  candidate: draft,
  dev: { commit, contains: false },
  production: '1.3.0',
  mainRuns: [{ id: 7, url: 'http://run/7', commit, conclusion: 'success' }],
  tags: new Map([
    ['1.4.0', null],
    ['v1.4.0', null],
  ]),
  versions: ['1.3.0'],
  missingHotfixes: [],
  ...given,
})
