import type { Config } from '../../config.js'
import type { Check } from '../plan/check.js'

export type Freeze = Config['freeze'][number]

/** The freeze that a time falls into: from its first second up to, not including, its last. */
export const freezeAt = ({ freeze }: Config, now: string): Freeze | null =>
  freeze.find(({ from, to }) => Date.parse(from) <= Date.parse(now) && Date.parse(now) < Date.parse(to)) ??
  null

/** Nothing is published or deployed behind a gate while it is frozen. */
export function checkFreeze(config: Config, now: string): Check<'freeze'> {
  const freeze = freezeAt(config, now)
  const until = freeze && new Date(freeze.to).toISOString().replace('.000Z', 'Z')
  return {
    name: 'freeze',
    passed: freeze === null,
    finding: freeze
      ? `Releases are frozen until ${until}${freeze.reason ? `: ${freeze.reason.replace(/\.$/, '')}` : ''}.`
      : 'No freeze.',
    remedy: 'Wait for its end.',
    override: '--force freeze --reason WHY',
  }
}
