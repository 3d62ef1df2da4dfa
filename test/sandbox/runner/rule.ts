import { test } from 'vitest'

/** A test of one rule of GitHub; the title names its source, relative to docs.github.com/en/actions. */
export const rule = (what: string, source: string, prove: () => Promise<void>): void =>
  test(`${what} (${source})`, prove)

export const pages = {
  concurrency: 'how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency',
  events: 'reference/workflows-and-actions/events-that-trigger-workflows',
  review: 'how-tos/deploy/configure-and-manage-deployments/review-deployments',
  environments: 'reference/workflows-and-actions/deployments-and-environments',
  token: 'how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow',
  rerun: 'how-tos/manage-workflow-runs/re-run-workflows-and-jobs',
  cancel: 'reference/workflows-and-actions/workflow-cancellation',
  reuse: 'reference/workflows-and-actions/reusing-workflow-configurations',
  syntax: 'reference/workflows-and-actions/workflow-syntax',
  metadata: 'reference/workflows-and-actions/metadata-syntax',
} as const
