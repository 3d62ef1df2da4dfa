import type { Config } from '../../config.js'
import type { Check } from '../plan/check.js'

export type Freeze = Config['freeze'][number]

/** The freeze at a time; `from` is included, `to` is not. */
export const freezeAt = ({ freeze }: Config, now: string): Freeze | null =>
  freeze.find(({ from, to }) => Date.parse(from) <= Date.parse(now) && Date.parse(now) < Date.parse(to)) ??
  null

/** During a freeze nothing is published, and nothing is deployed behind a gate. */
export function checkFreeze(config: Config, now: string): Check<'freeze'> {
  const freeze = freezeAt(config, now)
  const until = freeze && new Date(freeze.to).toISOString().replace('.000Z', 'Z')
  return {
    name: 'freeze',
    passed: freeze === null,
    finding: freeze
      ? `Releases are frozen until ${until}${freeze.reason ? `: ${freeze.reason.replace(/\.$/, '')}` : ''}.`
      : 'There is no freeze.',
    remedy: 'Wait until the freeze ends.',
    override: '--force freeze --reason WHY',
  }
}
