import { publishOutcome } from '../../../src/domain/publish/outcome.js'
import { expect, test } from 'vitest'
import { planPublish, planWatch } from '../../../src/domain/publish/publish.js'
import { draftOf as release } from '../../support/drafts.js'
import { commit, digest, draft, facts } from '../../support/publish.js'

test('refuses a pre-release of main, but not that of a line', () => {
  const candidate = {
    release: release('1.4.0', { draft: false, prerelease: true }),
    ...{ version: '1.4.0', commit, digest, branch: null, hotfix: null },
  }
  const options = { force: [], reason: undefined }
  for (const plan of [planPublish(facts({ candidate }), options, null), planWatch(facts({ candidate }))]) {
    expect([plan.steps, plan.goals]).toEqual([[], undefined])
    expect(plan.refusal).toMatchObject({
      code: 'refused',
      message: '1.4.0 is marked as a pre-release, so it is not deployed.',
      hint: expect.stringContaining('`gh release edit 1.4.0 --prerelease=false`'),
    })
  }
  const ofLine = { ...candidate, version: '1.4.1' }
  expect(planPublish(facts({ candidate: ofLine }), options, null).refusal).toBeUndefined()
})

test('watches a hotfix by the run of its line, without staging', () => {
  const hotfix = { run: 12, node: 'R12', branch: 'release/1.4.0' }
  const candidate = {
    release: release('1.4.1', { draft: false }),
    ...{ version: '1.4.1', commit, digest, branch: null, hotfix },
  }
  const plan = planWatch(facts({ candidate }))
  const { goals, result } = plan
  expect(goals).toMatchObject([{ environment: 'production', trigger: { kind: 'run', run: 12, node: 'R12' } }])
  expect(result.branch).toBe('release/1.4.0')
  expect(publishOutcome(plan, []).summary).toContain(
    `1.4.1 is on release/1.4.0 at ${commit.slice(0, 7)}, image `,
  )
})

test('a release older than the one on production is not followed', () => {
  const candidate = { ...draft, release: release('1.3.1', { draft: false }), version: '1.3.1' }
  const published = { ...candidate, digest, branch: null, hotfix: null }
  const plan = planWatch(facts({ candidate: published, production: '1.4.2' }))
  expect([plan.goals, plan.summary]).toEqual([undefined, '1.3.1 is superseded: production runs 1.4.2.'])
})
