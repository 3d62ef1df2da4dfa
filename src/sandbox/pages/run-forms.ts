import { reviewPending } from '../rules/deployments/approvals.js'
import { cancelRun, rerun } from '../rules/actions/run-changes.js'
import { runIn, runPath } from './run.js'
import { mustBe, myRequest, type Show } from './visit.js'

/** The forms of a run's page. Each has the effect and the rules of the corresponding API request. */
export const cancel: Show = (visit) => {
  const { repository, run } = runIn(visit)
  cancelRun(mustBe(visit, repository, 'write'), run)
  return { to: runPath(repository, run) }
}

const rerunHandler =
  (onlyFailed: boolean): Show =>
  (visit) => {
    const { repository, run } = runIn(visit)
    rerun(mustBe(visit, repository, 'write'), run, { onlyFailed })
    return { to: runPath(repository, run) }
  }
export const rerunAll = rerunHandler(false)
export const rerunFailed = rerunHandler(true)

export const review: Show = (visit) => {
  const { repository, run } = runIn(visit)
  const { form } = visit
  reviewPending(myRequest(visit, repository), run, {
    environments: [Number(form.get('environment'))],
    state: form.get('state') === 'approved' ? 'approved' : 'rejected',
    comment: form.get('comment') ?? '',
  })
  return { to: runPath(repository, run) }
}
