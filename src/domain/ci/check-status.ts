import { ciJob } from '../model/pack-names.js'
/** The checks of a commit. `isTesting`: a run that ends with the check `ci` is in progress. */
export interface CheckFacts {
  readonly isTesting: boolean
  readonly checks: readonly {
    readonly id: number
    readonly name: string
    readonly status: string
    readonly conclusion: string | null
  }[]
}

/**
 * The status of the newest check `ci` of a commit; null if it was not tested and no run is in progress. GitHub creates that
 * check only when the jobs before it have ended; until then `isTesting` announces it. A re-run has jobs named `build / …`
 * before it has a new `ci`.
 */
export function checkStatus({ isTesting, checks }: CheckFacts): 'running' | 'passed' | 'failed' | null {
  const newest = checks.filter(({ name }) => name === ciJob).toSorted((a, b) => b.id - a.id)[0]
  const isBuilding = checks.some(({ name, status }) => name.startsWith('build / ') && status !== 'completed')
  if (isBuilding || (newest && newest.status !== 'completed')) return 'running'
  if (newest) return newest.conclusion === 'success' ? 'passed' : 'failed'
  return isTesting ? 'running' : null
}
