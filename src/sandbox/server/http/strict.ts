import type * as Check from '../../contract/check.js'
import type { RequestCheck, ResponseCheck } from '../../contract/check.js'
import type { Contract } from '../../contract/rest.js'

/** A response that does not match GitHub's OpenAPI description. */
export interface Deviation {
  readonly operation: string
  readonly status: number
  readonly problems: readonly string[]
}

export interface Checks {
  /** The problems for which GitHub would reject the body. */
  request(operation: string, body: unknown): Promise<readonly string[]>
  /** With --strict: records the deviations of a response. */
  response(operation: string, status: number, body: unknown): Promise<void>
  deviations(): readonly Deviation[]
}

/** Checks requests, and with `strict` responses too. The checks are loaded on first use. */
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
      // 501 and 507 are the sandbox's own statuses; 304 has no body.
      if (!strict || [501, 507, 304].includes(status)) return
      const check = await (responses ??= load().then(({ responseCheck }) => responseCheck(contract)))
      const problems = check(operation, status, body)
      if (problems.length > 0) deviations.push({ operation, status, problems })
    },
    deviations: () => deviations,
  }
}
