import type { Checker } from '../contract/check.js'
import type { Contract } from '../contract/rest.js'

/** An exchange that does not agree with GitHub's description. */
export interface Deviation {
  readonly operation: string
  readonly status: number
  readonly problems: readonly string[]
}

export interface Checks {
  /** What GitHub's own check of bodies would refuse. */
  request(operation: string, body: unknown): Promise<readonly string[]>
  /** With --strict: keeps what an answer has wrong. */
  response(operation: string, status: number, body: unknown): Promise<void>
  deviations(): readonly Deviation[]
}

/** Requests are always checked; `strict`: answers too. The checker is loaded on first use. */
export function createChecks(contract: Contract, strict: boolean): Checks {
  const deviations: Deviation[] = []
  let loading: Promise<Checker> | null = null
  const checker = (): Promise<Checker> =>
    (loading ??= import('../contract/check.js').then(({ createChecker }) => createChecker(contract)))
  return {
    request: async (operation, body) =>
      contract.ops[operation]?.body ? (await checker()).request(operation, body) : [],
    async response(operation, status, body) {
      // 501 and 507 are the sandbox speaking, not GitHub; 304 has no body to check.
      if (!strict || [501, 507, 304].includes(status)) return
      const problems = (await checker()).response(operation, status, body)
      if (problems.length > 0) deviations.push({ operation, status, problems })
    },
    deviations: () => deviations,
  }
}
