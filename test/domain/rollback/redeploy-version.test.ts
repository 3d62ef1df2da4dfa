import { expect, test } from 'vitest'
import { runningIn } from '../../../src/domain/model/deployment.js'
import {
  planRedeployVersion,
  type RedeployVersionFacts,
} from '../../../src/domain/rollback/redeploy-version.js'
import { servicesOf } from '../../../src/domain/model/service.js'
import { carrying, commit, facts as approvalFacts, releaseRun } from '../../support/approval.js'
import { config } from '../../support/facts.js'

const planned = (given: Partial<RedeployVersionFacts>) =>
  planRedeployVersion(
    {
      ...approvalFacts([], { histories: [carrying('staging', '1.4.0'), carrying('production', '1.2.0')] }),
      service: servicesOf(config(''))[0]!,
      version: '1.4.0',
      commit,
      running: runningIn(carrying('production', '1.2.0'), () => null),
      pastRollback: null,
      deployed: ['1.2.0', '1.4.0', '1.2.0'],
      digest: 'sha256:1',
      hasWorkflow: true,
      ...given,
    },
    { force: [], reason: undefined },
  )
const runOf = (conclusion: string | null) => releaseRun('1.4.0', { conclusion })
const dispatch = config('gates: dispatch')
const staged = (version: string) => ({ histories: [carrying('staging', version)] })

test.each<[string, Partial<RedeployVersionFacts>, string]>([
  [
    'rolls back',
    { running: runningIn(carrying('production', '1.4.0'), () => null), version: '1.2.0' },
    'true',
  ],
  ['rolls forward to a version that ran before', {}, 'false'],
  ['rolls forward with dispatched gates', { config: dispatch }, 'false'],
  [
    'rolls forward to a hotfix, which skips the stages',
    { version: '1.4.1', deployed: ['1.2.0', '1.4.1'] },
    'false',
  ],
  [
    'refuses a version without an image',
    { digest: null },
    'There is no image of 1.4.0: it was never promoted.',
  ],
])('%s', (_, given, expected) => {
  const { steps, refusal, summary } = planned(given)
  const [step] = steps
  expect(step?.kind === 'dispatch-workflow' ? step.inputs['rollback'] : refusal?.message).toBe(expected)
  expect(summary.includes('Rolling production forward')).toBe(expected === 'false')
})

test.each<[string, Partial<RedeployVersionFacts>, string]>([
  [
    'its run waits',
    { runs: [runOf(null)] },
    'production --version 1.4.0` once its run has reached that gate',
  ],
  ['its run has ended', { runs: [runOf('failure')] }, 'Re-run the jobs of its release (http'],
  ['its run is not known', {}, 'Re-run the jobs of its release, then run `rel release approve production'],
  ['gates are dispatched', { config: dispatch }, 'production --version 1.4.0` once staging runs it.'],
])('refuses to roll forward to a version that never ran: %s', (_, given, hint) => {
  const { refusal } = planned({ deployed: ['1.2.0'], ...given })
  expect(refusal?.message).toBe(
    '1.4.0 is newer than 1.2.0, which production runs, and was never deployed there.',
  )
  expect(refusal?.hint).toContain(hint)
})

test.each<[string, Partial<RedeployVersionFacts>, string]>([
  [
    'another version that ran before',
    { ...staged('1.5.0'), deployed: ['1.5.0', '1.4.0'] },
    'rollback --redeploy --to 1.5.0`',
  ],
  [
    'another version that waits',
    { ...staged('1.5.0'), runs: [releaseRun('1.5.0')] },
    '--version 1.5.0` once its run',
  ],
  ['an older version', staged('1.2.0'), 'deploy.yml -f environment=staging -f version=1.4.0`'],
  ['nothing', { histories: [] }, 'deploy.yml -f environment=staging -f version=1.4.0`'],
])('refuses to roll forward past staging, which runs %s', (_, given, hint) => {
  const { refusal } = planned(given)
  expect(refusal?.message).toContain('1.4.0 cannot be deployed to production before staging')
  expect(refusal?.hint).toContain(hint)
})

test('names the service in commands if there are several', () => {
  const several = config('services: {api: {paths: [services/api]}, web: {paths: [web]}}')
  const [service] = servicesOf(several)
  const ofService = { config: several, service: service! }
  const running = runningIn(carrying('production/api', '1.4.0'), () => null)
  const rollback = planned({ ...ofService, running, version: '1.2.0' })
  expect(rollback.steps).toMatchObject([{ inputs: { environment: 'production/api', version: '1.2.0' } }])
  expect(rollback.summary).toContain('run `rel release rollback --to api/1.2.0`.')
  const histories = [carrying('staging/api', '1.5.0'), carrying('production/api', '1.2.0')]
  const other = planned({ ...ofService, histories, deployed: ['1.5.0', '1.4.0'] })
  expect(other.refusal?.hint).toContain('`rel release rollback --redeploy --to api/1.5.0`')
})
