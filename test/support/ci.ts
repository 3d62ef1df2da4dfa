import type { CiEvent, CiFacts } from '../../src/domain/ci/event.js'
import { planCi } from '../../src/domain/ci/plan.js'
import type { PullRequest } from '../../src/domain/model/pull-request.js'
import { config, pullRequest } from './facts.js'

export const head = 'a'.repeat(40)
export const older = 'b'.repeat(40)
export const usual: CiFacts = {
  config: config(''),
  defaultBranch: 'main',
  pullRequest: pullRequest(),
  open: [],
  ci: 'passed',
  image: true,
  dev: null,
}
export const own = (given: Partial<PullRequest>): Partial<CiFacts> => ({ pullRequest: pullRequest(7, given) })
export const code = { kind: 'code', pullRequest: 7, commit: head, actor: 'dev' } satisfies CiEvent
export const labeled = (label: string, actor = 'quinn'): CiEvent => ({
  kind: 'labeled',
  pullRequest: 7,
  label,
  actor,
})
export const unlabeled = (label: string): CiEvent => ({
  kind: 'unlabeled',
  pullRequest: 7,
  label,
  actor: 'quinn',
})
export const closed = { kind: 'closed', pullRequest: 7, actor: 'dev' } satisfies CiEvent
export const dispatch: CiEvent = { kind: 'dispatch', pullRequest: 7, actor: 'github-actions[bot]' }
export const push = (branch = 'main'): CiEvent => ({ kind: 'push', branch, commit: head })
export const other = (given: Partial<PullRequest>): PullRequest => pullRequest(9, { head: 'other', ...given })
export const hotfix = { base: 'release/1.4.0', head: 'hotfix/login' }

/** A plan as text: `build deploy:qa1 undeploy:qa2`, and its reasons. */
export const shortOf = (event: CiEvent, facts: Partial<CiFacts>): [string, string] => {
  const plan = planCi(event, { ...usual, ...facts })
  const words = [
    plan.build ? 'build' : '',
    ...plan.deploy.map(({ environment }) => `deploy:${environment}`),
    ...plan.undeploy.map(({ environment }) => `undeploy:${environment}`),
    plan.refusal ? 'refused' : '',
  ]
  return [words.filter(Boolean).join(' '), plan.why.join('\n')]
}

export type CiRow = readonly [
  name: string,
  event: CiEvent,
  facts: Partial<CiFacts>,
  words: string,
  why: string,
]
