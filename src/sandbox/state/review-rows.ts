/** One review of a pull request. `number` is the pull request's, `commit` the head that was reviewed. */
export interface Review {
  readonly id: number
  readonly repository: number
  readonly number: number
  readonly author: string
  readonly body: string
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  readonly commit: string
  readonly submittedAt: string
}
