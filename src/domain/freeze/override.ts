import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import { refusalOf, type Check } from '../plan/check.js'
import type { Step } from '../plan/plan.js'
import type { Refusal } from '../plan/refusal.js'
import type { Release } from '../model/release.js'
import { overriddenIn, withOverridden } from './overridden-checks.js'
import { checkFreeze } from './freeze.js'

export interface FreezeFacts {
  readonly repository: string
  readonly config: Config
  readonly now: string
  readonly viewer: string
  readonly release: Pick<Release, 'id' | 'tag' | 'body'> | null
}
export interface FreezeOptions {
  readonly force: readonly string[]
  readonly reason: string | undefined
}

/** Why something is overridden, in words; blanks are none. */
export const reasonOf = ({ reason = '' }: FreezeOptions): string | null => reason.trim() || null

/** A freeze that is ignored wants to be explained. */
export function requireReason(wish: FreezeOptions): void {
  if (wish.force.includes('freeze') && reasonOf(wish) === null)
    throw new RelError('usage', 'A freeze is overridden for a reason.', {
      hint: 'Say why with --reason; the release records it.',
    })
}

/**
 * A freeze stops deployments behind gates, and so does what else is checked there (`others`), unless the release says that somebody
 * overrode it, or is made to say so.
 */
export function planFreezeOverride(
  { repository, config, now, viewer, release }: FreezeFacts,
  wish: FreezeOptions,
  others: readonly Check[] = [],
): { readonly refusal: Refusal | undefined; readonly steps: readonly Step[] } {
  const checks = [...others, checkFreeze(config, now)]
  const known = release === null ? [] : overriddenIn(release.body)
  const refusal = refusalOf(checks, [...known, ...wish.force])
  const news = checks.filter(({ passed, name }) => !passed && !known.includes(name))
  const [first] = news
  if (refusal || !first) return { refusal, steps: [] }
  if (release === null) return { refusal: unrecorded(first.finding), steps: [] }
  if (news.some(({ name }) => name === 'freeze')) requireReason(wish)
  const override = { names: wish.force, by: viewer, reason: reasonOf(wish) }
  const body = withOverridden(release.body, checks, override)
  const step: Step = { kind: 'note-release', repository, release: release.id, tag: release.tag, body }
  return { refusal, steps: [step] }
}

/** The deployment looks for what was overridden in the release: without one it would be let in, and stopped behind the gate. */
const unrecorded = (finding: string): Refusal => ({
  code: 'refused',
  message: `${finding} What waits is no release that could record that somebody overrode it.`,
  hint: 'Wait for its end, or release it first.',
})
