import { expect, test } from 'vitest'
import { planHotfixDeploy } from '../../../src/domain/hotfix/deploy.js'
import { planPreviewUp } from '../../../src/domain/preview/preview.js'
import type { Plan } from '../../../src/domain/plan/plan.js'
import { facts, pullRequest } from '../../support/facts.js'
import { firstPlan, holding, slot, slotFacts } from '../../support/slots.js'

const labels = (...names: string[]) => ({ candidates: [pullRequest(7, { labels: names })] })
const previews = (given: Parameters<typeof facts>[0]) => ({
  ...facts(given),
  labelExists: true,
  labelled: [],
})
const preview = (given: Parameters<typeof facts>[0]) => planPreviewUp(previews(given), {}, { redeploy: true })
const hotfix = (role = 'write') => {
  const candidates = [pullRequest(7, { base: 'release/1.4.0', labels: ['deploy'] })]
  return planHotfixDeploy({ ...previews({ candidates, role }), mergedMain: null }, {}, { redeploy: true })
}
const qa = (given: Parameters<typeof slotFacts>[1]) =>
  firstPlan(slotFacts([slot(2)], given), { redeploy: true })

const starting = {
  kind: 'dispatch-workflow',
  repository: 'acme/widgets',
  workflow: 'environments.yml',
  ref: 'main',
  inputs: { pr: '7' },
}
const trigger = {
  kind: 'dispatch',
  workflow: 'environments.yml',
  title: 'Environments',
  since: '2026-03-01T12:00:00Z',
}

test.each<{ what: string; plan: Plan; environment: string }>([
  { what: 'preview', plan: preview(labels('deploy')), environment: 'preview/feature-login' },
  { what: 'slot', plan: qa(holding(2)), environment: 'qa2' },
  { what: 'hotfix', plan: hotfix(), environment: 'hotfix' },
])('starts the workflow for a $what whose label is already there, and watches its run', (row) => {
  expect(row.plan.steps).toEqual([starting])
  expect(row.plan.goals).toMatchObject([{ environment: row.environment, commit: 'a'.repeat(40), trigger }])
  expect(row.plan.refusal).toBeUndefined()
})

test('adds a missing label, which starts a run anyway', () => {
  expect(preview(labels()).steps.map(({ kind }) => kind)).toEqual(['add-label'])
  expect(preview(labels()).goals).toMatchObject([{ trigger: { kind: 'label' } }])
  expect(qa(labels()).steps.map(({ kind }) => kind)).toEqual(['add-label'])
})

test('warns about other environments that are redeployed', () => {
  expect(preview(labels('deploy', 'deploy/qa2')).warnings).toEqual(['#7 will also be redeployed to qa2.'])
})

test.each([
  { role: 'read', refused: true },
  { role: 'triage', refused: true },
  { role: 'write', refused: false },
  { role: null, refused: false },
])('checks the role: $role, refused $refused', ({ role, refused }) => {
  const { refusal, steps } = preview({ ...labels('deploy'), role })
  expect(refusal?.code).toBe(refused ? 'permission' : undefined)
  expect(refusal?.hint ?? '').toContain(refused ? 'remove the label from #7 and add it again' : '')
  expect(steps.length).toBe(refused ? 0 : 1)
})

test('starts nothing without the workflow', () => {
  expect(preview({ ...labels('deploy'), hasWorkflow: false }).steps).toEqual([])
})
