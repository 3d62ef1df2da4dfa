import { reviewPending } from '../rules/deployments/approvals.js'
import { cancelRun, rerun } from '../rules/actions/run-changes.js'
import { runIn, runPath } from './run.js'
import { mustBe, myRequest, type Show } from './visit.js'

/** The buttons of a run's page: each does what the API does, by the same rules. */
export const cancel: Show = (visit) => {
  const { repository, run } = runIn(visit)
  cancelRun(mustBe(visit, repository, 'write'), run)
  return { to: runPath(repository, run) }
}

const again =
  (onlyFailed: boolean): Show =>
  (visit) => {
    const { repository, run } = runIn(visit)
    rerun(mustBe(visit, repository, 'write'), run, { onlyFailed })
    return { to: runPath(repository, run) }
  }
export const rerunAll = again(false)
export const rerunFailed = again(true)

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
