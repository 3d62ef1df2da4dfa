import type { Context } from './context.js'
import { describe, type Kind, type Step } from './domain/plan/plan.js'
import type { StepReport } from './domain/plan/report.js'
import { RelError } from './errors.js'

/** Each kind of write with its adapter call. A row that needs more than one call needs a new adapter method. */
const writes: { [P in Kind]: (step: Step<P>, context: Context) => Promise<void> } = {
  'create-label': (step, { github }) => github.labels.create(step.repository, step),
  'add-label': (step, { github }) => github.labels.add(step.repository, step.pullRequest, step.label),
  'remove-label': (step, { github }) => github.labels.remove(step.repository, step.pullRequest, step.label),
  comment: (step, { github }) => github.pullRequests.comment(step.repository, step.pullRequest, step.text),
  'deployment-status': (step, { github }) => github.ci.addStatus(step.repository, step),
  'dispatch-workflow': (step, { github }) => github.ci.dispatch(step.repository, step),
  'create-branch': (step, { github }) => github.branches.create(step.repository, step),
  'publish-release': (step, { github }) =>
    github.releases.publish(step.repository, { ...step, prerelease: false }),
  'create-release': (step, { github }) => github.releases.createPrerelease(step.repository, step),
  'mark-release': (step, { github }) =>
    github.releases.publish(step.repository, { ...step, prerelease: false, body: null }),
  'note-release': (step, { github }) => github.releases.note(step.repository, step),
  'review-deployments': (step, { github }) => github.runs.review(step.repository, step),
  'push-commit': (step, { git }) => git.push(step.commit, step.branch),
  'replace-branch': (step, { git }) => git.replace(step.branch, step),
  'create-draft': (step, { github }) => github.releases.createDraft(step.repository, step),
  'update-draft': (step, { github }) => github.releases.updateDraft(step.repository, step),
  'remove-draft': (step, { github }) => github.releases.removeDraft(step.repository, step),
  'edit-pull-request': (step, { github }) =>
    github.pullRequests.edit(step.repository, step.pullRequest, step),
  'reopen-pull-request': (step, { github }) => github.pullRequests.reopen(step.repository, step.pullRequest),
  'pick-by-hand': (step, { git }) => git.lines.pickInWorktree(step),
  'continue-picks': (step, { git }) => git.lines.continuePicks(step.directory),
  'drop-work-tree': (step, { git }) => git.lines.removeWorktree(step.directory),
  'open-pull-request': (step, { github }) => github.pullRequests.open(step.repository, step),
  'commit-files': (step, { github }) => github.files.commit(step.repository, step),
  'write-file': (step, { git }) => git.writeFile(step.path, step.text),
  'put-environment': (step, { github }) => github.environments.put(step.repository, step),
  'add-deployment-policies': (step, { github }) => github.environments.addPolicies(step.repository, step),
}
const write = <K extends Kind>(step: Step<K>, context: Context): Promise<void> =>
  writes[step.kind](step, context)

/**
 * The only writer. Runs the steps of each repository in order up to its first failure; other repositories continue. On an
 * interruption, the running step is finished.
 */
export async function apply(
  steps: readonly Step[],
  context: Context,
  onChange: (steps: readonly StepReport[]) => void,
  signal: AbortSignal,
): Promise<readonly StepReport[]> {
  let reports: readonly StepReport[] = steps.map((step) => ({ step, status: 'not-run' }))
  const update = (index: number, report: StepReport): void =>
    onChange((reports = reports.with(index, report)))
  for (const [index, step] of steps.entries()) {
    if (signal.aborted) {
      update(index, { step, status: 'not-run', error: stoppedBefore(step) })
      break
    }
    if (reports.some((report) => report.status === 'failed' && report.step.repository === step.repository))
      continue
    update(index, { step, status: 'running' })
    const error = await write(step, context).then(() => null, RelError.from)
    update(index, error ? { step, status: 'failed', error } : { step, status: 'done' })
  }
  return reports
}

const stoppedBefore = (step: Step): RelError =>
  new RelError('cancelled', `Cancelled before this step: ${describe(step)}.`, {
    hint: 'Run the same command again to continue.',
  })
