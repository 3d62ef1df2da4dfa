import { shortCommit } from '../../lib/commit.js'
import type { CiResult } from './event.js'
import type { Plan } from '../plan/plan.js'

export interface LineFacts {
  readonly repository: string
  /** The commit of the branch; null if it does not exist. */
  readonly head: string | null
}

/** Creates the line of a version at its tag; an existing line stays unchanged. */
export function planLine(
  { repository, head }: LineFacts,
  { branch, commit }: { readonly branch: string; readonly commit: string },
): Plan<CiResult> {
  const why =
    head === null
      ? `Creating ${branch} at ${shortCommit(commit)}.`
      : `${branch} already exists at ${shortCommit(head)}.`
  return {
    steps: head === null ? [{ kind: 'create-branch', repository, branch, commit }] : [],
    summary: why,
    result: { why: [why], outputs: {} },
  }
}
