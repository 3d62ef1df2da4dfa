import { shortCommit } from '../../lib/commit.js'
import type { CiResult } from './event.js'
import type { Plan } from '../plan/plan.js'

export interface LineFacts {
  readonly repository: string
  /** Where the branch is; null: there is none. */
  readonly head: string | null
}

/** The line of a version starts at its tag; one that is there, with hotfixes or without, stays as it is. */
export function planLine(
  { repository, head }: LineFacts,
  { branch, commit }: { readonly branch: string; readonly commit: string },
): Plan<CiResult> {
  const why =
    head === null
      ? `${branch} starts at ${shortCommit(commit)}.`
      : `${branch} is there already, at ${shortCommit(head)}.`
  return {
    steps: head === null ? [{ kind: 'create-branch', repository, branch, commit }] : [],
    summary: why,
    result: { why: [why], outputs: {} },
  }
}
