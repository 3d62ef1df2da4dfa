import { filesOf, type Conflict } from '../model/conflict.js'
import type { Plan, Refusal, Step } from '../plan/plan.js'
import type { OpenRevert, RevertFacts } from './revert.js'
import { listOf, wordsOf } from './text.js'

/** An open one is used again: what came to the default branch meanwhile is taken back on top of what stands there, and its text lists that. */
export function planRenewal(facts: RevertFacts, open: OpenRevert): Omit<Plan, 'result' | 'told'> {
  const { repository, defaultBranch, undone, branch } = facts
  const { pullRequest, renewed } = open
  if (renewed && 'conflicts' in renewed)
    return { steps: [], summary: '', refusal: conflicting(facts, open, renewed.conflicts) }
  const steps: readonly Step[] = [
    ...(renewed ? [{ kind: 'push-commit', repository, branch, commit: renewed.commit } as const] : []),
    ...listing(facts, open),
  ]
  return {
    steps,
    summary: `#${pullRequest.number} takes ${wordsOf(undone)} back, once it is merged: ${pullRequest.url}`,
    ...(steps.length > 0 && {
      question: `Bring #${pullRequest.number} up to date, so that it takes back what came to ${defaultBranch} meanwhile too?`,
    }),
  }
}

function listing({ repository, undone }: RevertFacts, { pullRequest, body }: OpenRevert): readonly Step[] {
  if (undone.kind === 'pull') return []
  const text = extended(body, listOf(repository, undone.pulls))
  return text === body
    ? []
    : [{ kind: 'edit-pull-request', repository, pullRequest: pullRequest.number, body: text }]
}

/** The newest stand first; what people wrote there stays. */
function extended(body: string, list: readonly string[]): string {
  const lines = body.split('\n')
  const has = (line: string): boolean => lines.some((one) => one.trimEnd() === line)
  const missing = list.filter((line) => !has(line))
  const first = lines.findIndex((line) => list.includes(line.trimEnd()))
  if (missing.length === 0) return body
  return first < 0
    ? [...missing, '', ...lines].join('\n').trimEnd()
    : lines.toSpliced(first, 0, ...missing).join('\n')
}

/** Only what people made on the branch can conflict: the files of the version are what they are. */
const conflicting = (
  { defaultBranch, branch }: RevertFacts,
  { pullRequest }: OpenRevert,
  conflicts: readonly Conflict[],
): Refusal => ({
  code: 'conflict',
  message: `#${pullRequest.number} cannot be brought up to date with ${defaultBranch}: its own commits conflict with what came there meanwhile, in ${filesOf(conflicts)}.`,
  hint: `Settle that by hand, \`git switch ${branch}\`, \`git rebase origin/${defaultBranch}\`, \`git push --force-with-lease\`, then run the same command again.`,
})
