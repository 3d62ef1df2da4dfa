import { ciJob } from '../model/pack-names.js'
/** How a commit is tested. `isTesting`: a run that ends with the check `ci` goes on. */
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
 * What the newest `ci` says of a commit; null: nothing tested it, and nothing is about to. GitHub makes that check only when
 * the jobs before it have ended: until then the run tells that it will come. A run that starts again has jobs of the name
 * `build / …` before it has a new `ci`.
 */
export function checkStatus({ isTesting, checks }: CheckFacts): 'running' | 'passed' | 'failed' | null {
  const newest = checks.filter(({ name }) => name === ciJob).toSorted((one, other) => other.id - one.id)[0]
  const isBuilding = checks.some(({ name, status }) => name.startsWith('build / ') && status !== 'completed')
  if (isBuilding || (newest && newest.status !== 'completed')) return 'running'
  if (newest) return newest.conclusion === 'success' ? 'passed' : 'failed'
  return isTesting ? 'running' : null
}
