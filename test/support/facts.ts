import { parseConfig, type Config } from '../../src/config.js'
import type { Branch, PullRequest } from '../../src/domain/model/pull-request.js'
import type { PullRequestFacts } from '../../src/domain/label/pull-request.js'
import type { Step } from '../../src/domain/plan/plan.js'
import type { Claim } from '../../src/domain/label/claim.js'

/** Default facts: an open pull request of dev from feature/login into main. */
export const pullRequest = (number = 7, given: Partial<PullRequest> = {}): PullRequest => ({
  number,
  title: 'Add the login page',
  url: `https://github.example/acme/widgets/pull/${number}`,
  author: 'dev',
  head: 'feature/login',
  base: 'main',
  sha: 'a'.repeat(40),
  state: 'open',
  draft: false,
  fork: false,
  headOwner: 'acme',
  labels: [],
  ...given,
})

export const branch = (given: Partial<Branch> = {}): Branch => ({
  name: 'feature/login',
  commit: 'a'.repeat(40),
  title: 'Add the login page',
  body: '',
  merged: false,
  forkOwner: null,
  ...given,
})

const defaults = parseConfig(null)

export const facts = (given: Partial<PullRequestFacts> = {}): PullRequestFacts => ({
  repository: 'acme/widgets',
  named: null,
  config: defaults,
  defaultBranch: 'main',
  hasWorkflow: true,
  branch: branch(),
  pushed: 'a'.repeat(40),
  candidates: [pullRequest()],
  role: 'write',
  now: '2026-03-01T12:00:00Z',
  ...given,
})

export const config = (text: string): Config => parseConfig(text)

export const claim = (number: number, since = '2026-03-01T09:00:00Z', given: Partial<Claim> = {}): Claim => ({
  pullRequest: pullRequest(number, { author: 'quinn', head: `feature/${number}` }),
  since,
  committed: '2026-02-01T00:00:00Z',
  comments: [],
  ...given,
})

/** Steps as texts: `add-label #7 deploy`. */
export const stepTexts = (steps: readonly Step[]): string[] =>
  steps.map((step) =>
    [
      step.kind,
      'pullRequest' in step ? `#${step.pullRequest}` : '',
      'label' in step ? step.label : '',
      'head' in step ? `${step.head} ${step.labels.join()}` : '',
      'branch' in step ? step.branch : '',
    ]
      .filter(Boolean)
      .join(' '),
  )
