import type * as Check from '../../contract/check.js'
import type { RequestCheck, ResponseCheck } from '../../contract/check.js'
import type { Contract } from '../../contract/rest.js'

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

/** Requests are always checked; `strict`: answers too. The checks are loaded on first use. */
export function createChecks(contract: Contract, strict: boolean): Checks {
  const deviations: Deviation[] = []
  let requests: Promise<RequestCheck> | null = null
  let responses: Promise<ResponseCheck> | null = null
  const load = (): Promise<typeof Check> => import('../../contract/check.js')
  return {
    async request(operation, body) {
      if (!contract.ops[operation]?.body) return []
      const check = await (requests ??= load().then(({ requestCheck }) => requestCheck()))
      return check(operation, body)
    },
    async response(operation, status, body) {
      // 501 and 507 are the sandbox speaking, not GitHub; 304 has no body to check.
      if (!strict || [501, 507, 304].includes(status)) return
      const check = await (responses ??= load().then(({ responseCheck }) => responseCheck(contract)))
      const problems = check(operation, status, body)
      if (problems.length > 0) deviations.push({ operation, status, problems })
    },
    deviations: () => deviations,
  }
}
