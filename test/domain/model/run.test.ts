import { expect, test } from 'vitest'
import { activeDeploymentOf } from '../../../src/domain/model/deployment.js'
import { attempt, historyOf } from '../../support/status.js'

test('finds the unfinished deployment of a re-run, not a finished one', () => {
  const page = 'http://github/acme/widgets/actions/runs/7/job/9'
  const [again, failed] = [attempt('in_progress', { id: 2, page }), attempt('failure', { id: 1, page })]
  expect(activeDeploymentOf(historyOf('staging', again, failed), 7)?.id).toBe(2)
  expect(activeDeploymentOf(historyOf('staging', { ...again, page: null }, failed), 7)).toBeNull()
  expect(activeDeploymentOf(historyOf('staging', again), 8)).toBeNull()
})
