/** A review of a pull request. `number` is the number of the pull request, `commit` the reviewed head. */
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
