import type { Refusal } from './refusal.js'

/** One check before a release, shown alike on the terminal, in the doctor and in the job summary. */
export interface Check<Name extends string = string> {
  readonly name: Name
  readonly passed: boolean
  /** The result, in one sentence. */
  readonly finding: string
  /** What to do if it failed, in one sentence. */
  readonly remedy: string
  /** Cannot be overridden with `--force`. */
  readonly final?: boolean
  /** The flags that override it, if `--force NAME` does not. */
  readonly override?: string
}

/** A check as --json shows it: docs/json.md. */
export interface ShownCheck {
  readonly name: string
  readonly status: 'passed' | 'failed' | 'forced'
  readonly finding: string
  readonly remedy: string
}

/** The checks that `--force` can override, and what is wrong if one fails. */
export const overridableChecks = {
  'not-on-dev': 'dev does not run the commit of the draft',
  'main-build-pending': 'a newer build is running and will update the draft',
  'head-not-built': 'the newest commit of the default branch has no build',
  'missing-hotfixes': 'the version lacks commits of released hotfixes',
  freeze: 'releases are frozen by the configuration',
} as const
export type OverridableCheck = keyof typeof overridableChecks

const isForced = ({ name, final }: Check, forced: readonly string[]): boolean =>
  !final && forced.includes(name)

export const shownCheck = (check: Check, forced: readonly string[]): ShownCheck => ({
  name: check.name,
  status: check.passed ? 'passed' : isForced(check, forced) ? 'forced' : 'failed',
  finding: check.finding,
  remedy: check.remedy,
})

/** The refusal for the checks that failed without an override. `isLate`: they can no longer be overridden. */
export function refusalOf(
  checks: readonly Check[],
  forced: readonly string[],
  isLate = false,
): Refusal | undefined {
  const failed = checks.filter((check) => !check.passed && !isForced(check, forced))
  const [first] = failed
  if (!first) return undefined
  const overrides = failed
    .filter(({ final }) => !final && !isLate)
    .map(({ name, override }) => override ?? `--force ${name}`)
  const override = overrides.length > 0 ? ` Or override by name: ${overrides.join(' ')}.` : ''
  return {
    code: 'refused',
    message: failed.map(({ finding }) => finding).join('\n'),
    hint: `${first.remedy}${override}`,
  }
}
