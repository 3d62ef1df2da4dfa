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
  /** The environments whose gates it waits at, and who may open them. */
  readonly gates: readonly Gate[]
  /** Who opened a gate or turned the run away, oldest first. */
  readonly reviews: readonly Review[]
}

/** `id`: of the environment; `mayApprove`: whether who asks may open it. */
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
  /** `skipped`: it ended without doing its work, and nothing is wrong with it. */
  readonly state: 'queued' | 'running' | 'waiting' | 'done' | 'skipped' | 'failed'
  /** The step that runs, or that failed. */
  readonly step: string | null
}

/** Is it that job of the pack? Where workflows are shared its name stands behind that of the job which calls them. */
export const isJob = ({ name }: JobFact, own: string): boolean => name === own || name.endsWith(` / ${own}`)

/** The jobs of a run; `tag` lets GitHub answer that nothing changed. */
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

/** Nothing moves any more by itself, as far as the jobs tell: only the whole picture can tell the end. */
export const isSettled = (jobs: readonly JobFact[]): boolean =>
  jobs.length === 0 || jobs.every(({ state }) => state !== 'queued' && state !== 'running')

/** Who turned the run away last, if nobody let it in later. */
export function rejectionOf({ reviews }: RunFact): Review | null {
  const last = reviews.at(-1)
  return last?.verdict === 'rejected' ? last : null
}

/** Who turned what away, in one sentence without its stop. */
export const rejectedBy = (what: string, { by, comment }: Pick<Review, 'by' | 'comment'>): string =>
  `${what} was rejected by ${by}${comment === '' ? '' : `: ${comment}`}`
/** A run of the main workflow. */
export interface MainRun {
  readonly id: number
  readonly url: string
  readonly commit: string
  readonly conclusion: string | null
}
