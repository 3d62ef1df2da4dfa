export interface RunFact {
  readonly id: number
  readonly url: string
  readonly workflow: string
  /** The name of its file in .github/workflows. */
  readonly file: string
  readonly event: string
  readonly status: string
  readonly conclusion: string | null
  readonly createdAt: string
  readonly updatedAt: string
  /** The gates at which it waits, and who may approve them. */
  readonly gates: readonly Gate[]
  /** Approvals and rejections, oldest first. */
  readonly reviews: readonly Review[]
}

/** `id`: of the environment; `mayApprove`: whether the user may approve. */
export interface Gate {
  readonly environment: string
  readonly id: number
  readonly approvers: readonly string[]
  readonly mayApprove: boolean
}

export interface Review {
  readonly environments: readonly string[]
  readonly verdict: 'approved' | 'rejected'
  readonly by: string
  readonly comment: string
}

export interface JobFact {
  readonly id: number
  readonly name: string
  readonly url: string
  /** `skipped`: it ended without running, which is not an error. */
  readonly state: 'queued' | 'running' | 'waiting' | 'done' | 'skipped' | 'failed'
  /** The running or failed step. */
  readonly step: string | null
}

/** Is it this job of the pack? In a reusable workflow the name of the calling job comes first. */
export const isJob = ({ name }: JobFact, own: string): boolean => name === own || name.endsWith(` / ${own}`)

/** The jobs of a run. `tag`: the ETag for a conditional request. */
export interface RunJobs {
  readonly run: number
  readonly tag: string | null
  readonly jobs: readonly JobFact[]
}

export type Run = Pick<RunFact, 'id' | 'url' | 'workflow' | 'status' | 'conclusion'>

export const toRun = ({ id, url, workflow, status, conclusion }: RunFact): Run => ({
  id,
  url,
  workflow,
  status,
  conclusion,
})

/** No job is queued or running. That alone does not mean that the run has ended. */
export const isSettled = (jobs: readonly JobFact[]): boolean =>
  jobs.length === 0 || jobs.every(({ state }) => state !== 'queued' && state !== 'running')

/** The last review, if it is a rejection. */
export function rejectionOf({ reviews }: RunFact): Review | null {
  const last = reviews.at(-1)
  return last?.verdict === 'rejected' ? last : null
}

/** "X was rejected by rosa: comment", without a full stop. */
export const rejectedBy = (what: string, { by, comment }: Pick<Review, 'by' | 'comment'>): string =>
  `${what} was rejected by ${by}${comment === '' ? '' : `: ${comment}`}`

/** A rejected version can be approved only by naming it. */
export const approveAnyway = (version: string | null, environment: string): string =>
  `To approve it anyway, run \`rel release approve ${environment} --version ${version}\`.`

/** A run of the main workflow. */
export interface MainRun {
  readonly id: number
  readonly url: string
  readonly commit: string
  readonly conclusion: string | null
}
