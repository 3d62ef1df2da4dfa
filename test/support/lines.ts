import type { AuditedCommit, AuditedLine, LineCommit, Reintegration } from '../../src/domain/line/audit.js'
import { servicesOf, type Service } from '../../src/domain/model/service.js'
import { config, pullRequest } from './facts.js'

export const [service] = servicesOf(config('')) as [Service]

/** A commit whose id is a letter, forty times. */
export const id = (letter: string): string => letter.repeat(40)
export const lineCommit = (letter: string, given: Partial<LineCommit> = {}): LineCommit => ({
  commit: id(letter),
  parents: [],
  subject: letter,
  origins: [],
  carries: true,
  on: null,
  ...given,
})
export const audited = (letter: string, given: Partial<AuditedCommit> = {}): AuditedCommit => ({
  version: null,
  commit: id(letter),
  subject: letter,
  on: 'missing',
  ...given,
})
export const auditedLine = (given: Partial<AuditedLine> = {}): AuditedLine => ({
  service,
  version: '1.4.0',
  branch: 'release/1.4.0',
  head: id('c'),
  start: id('0'),
  tips: [id('c')],
  commits: [],
  reintegrations: [],
  ...given,
})
export const reintegration = (
  version: string,
  state: 'open' | 'merged' | 'closed',
  body = '',
  given: Partial<Reintegration['pullRequest']> = {},
): Reintegration => ({
  pullRequest: pullRequest(61, { head: `reintegrate/${version}`, state, ...given }),
  body,
  mergeCommit: state === 'merged' ? id('e') : null,
})
