import { previewOf } from './environment.js'
import { shown, type PullRequest, type ShownPullRequest } from './pull-request.js'

/** One row of `rel preview list`: a preview, and the open pull requests whose branch gives it its name. */
export interface Preview {
  readonly repository: string
  readonly environment: string
  readonly kind: 'ephemeral'
  readonly holder: ShownPullRequest | null
  readonly prs: readonly ShownPullRequest[]
}

/** Every preview that an open pull request of the repository wants, by name. A fork's branch has none. */
export function previewsOf(repository: string, labelled: readonly PullRequest[]): readonly Preview[] {
  const own = labelled.filter(({ fork }) => !fork)
  return [...new Set(own.map(({ head }) => previewOf(head)))].toSorted().map((environment) => {
    const prs = own.filter(({ head }) => previewOf(head) === environment).map(shown)
    return { repository, environment, kind: 'ephemeral', holder: prs[0] ?? null, prs }
  })
}
