import type { Refusal } from './refusal.js'

/** One thing that was looked at: a preflight, a doctor and the summary of a job show the same. */
export interface Check<Name extends string = string> {
  readonly name: Name
  readonly passed: boolean
  /** What was found, in one sentence. */
  readonly finding: string
  /** What to do when it failed, in one sentence. */
  readonly remedy: string
  /** No `--force` passes it. */
  readonly final?: boolean
  /** The flags that pass it, where its name alone does not. */
  readonly override?: string
}

/** As --json shows a check: docs/json.md. */
export interface ShownCheck {
  readonly name: string
  readonly status: 'passed' | 'failed' | 'forced'
  readonly finding: string
  readonly remedy: string
}

const isForced = ({ name, final }: Check, forced: readonly string[]): boolean =>
  !final && forced.includes(name)

export const shownCheck = (check: Check, forced: readonly string[]): ShownCheck => ({
  name: check.name,
  status: check.passed ? 'passed' : isForced(check, forced) ? 'forced' : 'failed',
  finding: check.finding,
  remedy: check.remedy,
})

/** The checks that failed and were not overridden by name are the reason to stop. `isLate`: it is too late to override them. */
export function refusalOf(
  checks: readonly Check[],
  forced: readonly string[],
  isLate = false,
): Refusal | undefined {
  const failed = checks.filter((check) => !check.passed && !isForced(check, forced))
  const [first] = failed
  if (!first) return undefined
  const forcible = failed
    .filter(({ final }) => !final && !isLate)
    .map(({ name, override }) => override ?? `--force ${name}`)
  const way = forcible.length > 0 ? ` Or override by name: ${forcible.join(' ')}.` : ''
  return {
    code: 'refused',
    message: failed.map(({ finding }) => finding).join('\n'),
    hint: `${first.remedy}${way}`,
  }
}
