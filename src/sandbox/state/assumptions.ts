/** What the sandbox does where nobody has measured what GitHub does. The table has at most one row. */
export interface Assumptions {
  readonly id: 'sandbox'
  /** A job is listed under the new name of its check run, if that was renamed. */
  readonly renamedJobs: boolean
  /** `referenced_workflows` of a run lists workflows that are called by a local path. */
  readonly localWorkflows: boolean
}

export const defaultAssumptions: Assumptions = { id: 'sandbox', renamedJobs: true, localWorkflows: true }

export const assumptionTables = { assumptions: { key: (row: Assumptions) => row.id, indexes: {} } }
