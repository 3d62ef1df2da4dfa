/** A check run of a commit, as GitHub has it. */
export interface CheckFact {
  readonly id: number
  readonly name: string
  readonly status: string
  readonly conclusion: string | null
}

/**
 * What the newest `ci` says of a commit; null: nothing tested it, and nothing is about to. GitHub makes that check only when
 * the jobs before it have ended: until then, `tests` tells whether the run that will make it goes on. A run that starts again
 * has jobs of the name `build / …` before it has a new `ci`.
 */
export function verdictOf(
  checks: readonly CheckFact[],
  tests: 'going on' | 'over',
): 'running' | 'passed' | 'failed' | null {
  const newest = checks.filter(({ name }) => name === 'ci').toSorted((one, other) => other.id - one.id)[0]
  const builds = checks.some(({ name, status }) => name.startsWith('build / ') && status !== 'completed')
  if (builds || (newest && newest.status !== 'completed')) return 'running'
  if (newest) return newest.conclusion === 'success' ? 'passed' : 'failed'
  return tests === 'going on' ? 'running' : null
}
