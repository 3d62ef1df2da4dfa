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
const ends = (conclusion: string | null) => releaseRun('1.4.0', { conclusion })
const dispatch = config('gates: dispatch')
const staged = (version: string) => ({ histories: [carrying('staging', version)] })

test.each<[string, Partial<RedeployVersionFacts>, string]>([
  ['back', { running: runningIn(carrying('production', '1.4.0'), () => null), version: '1.2.0' }, 'true'],
  ['forward to what ran', {}, 'false'],
  ['forward by dispatch', { config: dispatch }, 'false'],
  ['forward to a hotfix, which passes no stage', { version: '1.4.1', deployed: ['1.2.0', '1.4.1'] }, 'false'],
  ['without its image', { digest: null }, 'There is no image of 1.4.0: it was never promoted.'],
])('%s', (_, given, ends) => {
  const { steps, refusal, summary } = planned(given)
  const [step] = steps
  expect(step?.kind === 'dispatch-workflow' ? step.inputs['rollback'] : refusal?.message).toBe(ends)
  expect(summary.includes('goes forward again')).toBe(ends === 'false')
})

test.each<[string, Partial<RedeployVersionFacts>, string]>([
  ['its run waits', { runs: [ends(null)] }, 'production --version 1.4.0` lets it in, when its run'],
  ['its run is over', { runs: [ends('failure')] }, 'Run the jobs of its release again, http'],
  ['its run is not known', {}, 'Run the jobs of its release again; then `rel release approve production'],
  ['by dispatch', { config: dispatch }, 'production --version 1.4.0` lets it in, once staging runs it.'],
])('forward to what never ran is refused: %s', (_, given, hint) => {
  const { refusal } = planned({ deployed: ['1.2.0'], ...given })
  expect(refusal?.message).toBe('1.4.0 is newer than 1.2.0, which production runs, and never ran there.')
  expect(refusal?.hint).toContain(hint)
})

test.each<[string, Partial<RedeployVersionFacts>, string]>([
  ['another that ran', { ...staged('1.5.0'), deployed: ['1.5.0', '1.4.0'] }, 'rollback --redeploy --to 1.5.0`'],
  ['another that waits', { ...staged('1.5.0'), runs: [releaseRun('1.5.0')] }, '--version 1.5.0` lets it in'],
  ['an older one', staged('1.2.0'), 'deploy.yml -f environment=staging -f version=1.4.0`'],
  ['nothing', { histories: [] }, 'deploy.yml -f environment=staging -f version=1.4.0`'],
])('forward goes what staging runs; that runs %s', (_, given, hint) => {
  const { refusal } = planned(given)
  expect(refusal?.message).toContain('production gets what staging runs')
  expect(refusal?.hint).toContain(hint)
})

test('what is typed next names the service where there are several', () => {
  const several = config('services: {api: {paths: [services/api]}, web: {paths: [web]}}')
  const [service] = servicesOf(several)
  const ofService = { config: several, service: service! }
  const running = runningIn(carrying('production/api', '1.4.0'), () => null)
  const back = planned({ ...ofService, running, version: '1.2.0' })
  expect(back.steps).toMatchObject([{ inputs: { environment: 'production/api', version: '1.2.0' } }])
  expect(back.summary).toContain('`rel release rollback --to api/1.2.0` takes that back')
  const histories = [carrying('staging/api', '1.5.0'), carrying('production/api', '1.2.0')]
  const other = planned({ ...ofService, histories, deployed: ['1.5.0', '1.4.0'] })
  expect(other.refusal?.hint).toContain('`rel release rollback --redeploy --to api/1.5.0`')
})
