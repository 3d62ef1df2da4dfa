import { publishOutcome } from '../../../src/domain/publish/outcome.js'
import { expect, test } from 'vitest'
import { planPublish, planWatch } from '../../../src/domain/publish/publish.js'
import { draftOf as release } from '../../support/drafts.js'
import { commit, digest, draft, facts } from '../../support/publish.js'

test('a pre-release of main is on its way nowhere; that of a line waits for production', () => {
  const candidate = {
    release: release('1.4.0', { draft: false, prerelease: true }),
    ...{ version: '1.4.0', commit, digest, branch: null, hotfix: null },
  }
  const wish = { force: [], reason: undefined }
  for (const plan of [planPublish(facts({ candidate }), wish, null), planWatch(facts({ candidate }))]) {
    expect([plan.steps, plan.goals]).toEqual([[], undefined])
    expect(plan.refusal).toMatchObject({
      code: 'refused',
      message: '1.4.0 is marked as a pre-release: nothing deploys it.',
      hint: expect.stringContaining('`gh release edit 1.4.0 --prerelease=false`'),
    })
  }
  const ofLine = { ...candidate, version: '1.4.1' }
  expect(planPublish(facts({ candidate: ofLine }), wish, null).refusal).toBeUndefined()
})

test('a hotfix is watched by the run of its line, and past staging', () => {
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
    `1.4.1 is on release/1.4.0 at ${commit.slice(0, 7)}; the image is`,
  )
})

test('what is older than what production runs is on its way nowhere', () => {
  const candidate = { ...draft, release: release('1.3.1', { draft: false }), version: '1.3.1' }
  const published = { ...candidate, digest, branch: null, hotfix: null }
  const plan = planWatch(facts({ candidate: published, production: '1.4.2' }))
  expect([plan.goals, plan.summary]).toEqual([
    undefined,
    '1.3.1 is published. production runs 1.4.2, which is newer.',
  ])
})
