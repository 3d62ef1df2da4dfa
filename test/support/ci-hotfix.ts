import type { HotfixRunFacts } from '../../src/domain/ci/hotfix.js'
import { servicesOf } from '../../src/domain/model/service.js'
import { config } from './facts.js'
import { oidOf } from './release.js'

export const [service] = servicesOf(config(''))
/** A push of one commit to the line of 1.4.0, with its facts. */
export const push = { branch: 'release/1.4.0', commit: oidOf('head'), before: oidOf('before') }
export const usual: HotfixRunFacts = {
  defaultBranch: 'main',
  line: { service: service!, version: '1.4.0', start: oidOf('start') },
  fromMain: [],
  squashed: null,
  versionsAtCommit: [],
  versionsContaining: [],
  nextVersion: '1.4.1',
}
