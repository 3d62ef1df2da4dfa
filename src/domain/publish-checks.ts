import type { CiFacts } from './ci/event.js'
import type { Check } from './check.js'

/**
 * dev ran the commit: before it is published it does so right now; afterwards a later commit may have followed it there.
 */
export function checkDev(dev: CiFacts['dev'], commit: string, how: 'is' | 'contains'): Check<'dev'> {
  const short = commit.slice(0, 7)
  const passed = dev !== null && (dev.commit === commit || (how === 'contains' && dev.contains))
  const runs = dev ? `dev runs ${dev.commit.slice(0, 7)}` : 'dev runs nothing'
  return {
    name: 'dev',
    passed,
    finding: passed ? runs : `${runs}, and not ${short}`,
    remedy: `Wait for the main workflow to deploy ${short} to dev.`,
  }
}
