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

/** The reason for an override; null if it is missing or blank. */
export const reasonOf = ({ reason = '' }: FreezeOptions): string | null => reason.trim() || null

/** Throws if a freeze is overridden without a reason. */
export function requireReason(options: FreezeOptions): void {
  if (options.force.includes('freeze') && reasonOf(options) === null)
    throw new RelError('usage', 'Overriding a freeze requires a reason.', {
      hint: 'Pass --reason WHY; the release records it.',
    })
}

/**
 * A freeze, or another failed check at the gate (`otherChecks`), refuses a deployment unless the text of the release records an
 * override. An override by `options` is recorded there.
 */
export function planFreezeOverride(
  { repository, config, now, viewer, release }: FreezeFacts,
  options: FreezeOptions,
  otherChecks: readonly Check[] = [],
): { readonly refusal: Refusal | undefined; readonly steps: readonly Step[] } {
  const checks = [...otherChecks, checkFreeze(config, now)]
  const known = release === null ? [] : overriddenIn(release.body)
  const refusal = refusalOf(checks, [...known, ...options.force])
  const overridden = checks.filter(({ passed, name }) => !passed && !known.includes(name))
  const [first] = overridden
  if (refusal || !first) return { refusal, steps: [] }
  if (release === null) return { refusal: noRelease(first.finding), steps: [] }
  if (overridden.some(({ name }) => name === 'freeze')) requireReason(options)
  const override = { names: options.force, by: viewer, reason: reasonOf(options) }
  const body = withOverridden(release.body, checks, override)
  const step: Step = { kind: 'note-release', repository, release: release.id, tag: release.tag, body }
  return { refusal, steps: [step] }
}

/** The deployment reads the overrides from the release: without one it would be approved and then fail behind the gate. */
const noRelease = (finding: string): Refusal => ({
  code: 'refused',
  message: `${finding} It cannot be overridden, because there is no release to record that.`,
  hint: 'Wait until the freeze ends, or publish a release first.',
})
