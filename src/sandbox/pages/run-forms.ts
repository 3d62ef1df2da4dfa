import { reviewPending } from '../rules/deployments/approvals.js'
import { cancelRun, rerun } from '../rules/actions/run-changes.js'
import { runIn, runPath } from './run.js'
import { requireRole, userRequest, type PageHandler } from './visit.js'

/** The forms of a run's page. Each has the effect and the rules of the corresponding API request. */
export const cancel: PageHandler = (visit) => {
  const { repository, run } = runIn(visit)
  cancelRun(requireRole(visit, repository, 'write'), run)
  return { to: runPath(repository, run) }
}

const rerunHandler =
  (which: 'all' | 'failed'): PageHandler =>
  (visit) => {
    const { repository, run } = runIn(visit)
    rerun(requireRole(visit, repository, 'write'), run, which)
    return { to: runPath(repository, run) }
  }
export const rerunAll = rerunHandler('all')
export const rerunFailed = rerunHandler('failed')

export const review: PageHandler = (visit) => {
  const { repository, run } = runIn(visit)
  const { form } = visit
  reviewPending(userRequest(visit, repository), run, {
    environments: [Number(form.get('environment'))],
    state: form.get('state') === 'approved' ? 'approved' : 'rejected',
    comment: form.get('comment') ?? '',
  })
  return { to: runPath(repository, run) }
}
