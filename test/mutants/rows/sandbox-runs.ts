import type { Mutant } from '../mutant.js'

/** The runs of the sandbox, in which attacks are rehearsed: they are as on GitHub, or the rehearsal proves nothing. */
export const sandboxRuns: readonly Mutant[] = [
  {
    name: 'sandbox-skipped-names',
    rule: 'A skipped step keeps the name of the file.',
    file: 'src/sandbox/runner/job/steps.ts',
    find: 'if (parentStep === null) jobContext.skip(node)',
    replace:
      'if (parentStep === null) jobContext.end(jobContext.begin(nameOf(node, () => outerScope), node), "skipped")',
    tests: ['test/sandbox/step-names.test.ts'],
  },
  {
    name: 'sandbox-kept-jobs',
    rule: 'A skipped job of an earlier attempt stays skipped unless it is re-run.',
    file: 'src/sandbox/runner/run/jobs.ts',
    find: 'if (kept) return kept',
    replace: "if (kept?.result === 'success') return kept",
    tests: ['test/sandbox/run-attempts.test.ts'],
  },
  {
    name: 'sandbox-deleted-runs',
    rule: 'Only a completed run is deleted.',
    file: 'src/sandbox/rules/actions/run-removal.ts',
    find: "if (run.status !== 'completed') throw new GitHubError(403, 'Could not delete the workflow run')",
    replace: "if (run.status === 'waiting') throw new GitHubError(403, 'Could not delete the workflow run')",
    tests: ['test/sandbox/removals.test.ts'],
  },
  {
    name: 'sandbox-job-conclusions',
    rule: 'The Checks API does not change the conclusion of a job.',
    file: 'src/sandbox/rules/actions/checks.ts',
    find: 'if ([status, conclusion, startedAt, completedAt].some((value) => value !== undefined))',
    replace: "if (status === 'queued')",
    tests: ['test/sandbox/assumptions.test.ts'],
  },
  {
    name: 'sandbox-retention',
    rule: 'Runs are removed when their retention has ended.',
    file: 'src/sandbox/rules/actions/retention.ts',
    find: "run.status === 'completed' && isOlder(run.createdAt, retentionDaysOf(run))",
    replace: "run.status === 'completed' && isOlder(run.createdAt, 400)",
    tests: ['test/sandbox/retention.test.ts'],
  },
]
