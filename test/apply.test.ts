import { expect, test } from 'vitest'
import { apply } from '../src/apply.js'
import type { Step } from '../src/domain/plan/plan.js'
import type { StepReport } from '../src/domain/plan/report.js'
import { contextIn } from './support/drafting.js'
import { faultsOf } from './support/faults.js'
import { openPull } from './support/sandbox.js'
import { labelsOf, relJson, sandboxForTest } from './support/transcript.js'

const create = (repository: string, branch: string, commit: string): Step => ({
  kind: 'create-branch',
  repository,
  branch,
  commit,
})

test('a failed step stops the later steps of its repository, but not those of others', async () => {
  const sandbox = await sandboxForTest()
  const context = contextIn(sandbox, 'dev', 'acme/widgets')
  const headOf = async (repository: string): Promise<string> =>
    (await sandbox.api('dev', 'GET', `/repos/${repository}/commits/main`)).body.sha
  const [widgets, gadgets] = [await headOf('acme/widgets'), await headOf('acme/gadgets')]
  const steps = [
    create('acme/widgets', 'first', widgets),
    create('acme/widgets', 'refused', 'f'.repeat(40)),
    create('acme/gadgets', 'other', gadgets),
    create('acme/widgets', 'later', widgets),
  ]
  const seen: (readonly StepReport[])[] = []
  const reports = await apply(steps, context, (all) => seen.push(all), new AbortController().signal)
  expect(reports.map(({ status }) => status)).toEqual(['done', 'failed', 'done', 'not-run'])
  expect(reports.map(({ step }) => step)).toEqual(steps)
  expect(reports.flatMap(({ error }) => error?.code ?? [])).toHaveLength(1)
  expect(seen.at(-1)).toEqual(reports)
  const statusOf = async (repository: string, branch: string): Promise<number> =>
    (await sandbox.api('dev', 'GET', `/repos/${repository}/branches/${branch}`)).status
  expect(await statusOf('acme/gadgets', 'other')).toBe(200)
  expect(await statusOf('acme/widgets', 'later')).toBe(404)
})

test('a takeover whose comment fails moves no label, and completes when it is run again', async () => {
  const sandbox = await sandboxForTest()
  const held = await openPull(sandbox, 'feature/search')
  const own = await openPull(sandbox, 'feature/login')
  const path = `/repos/acme/widgets/issues/${held}`
  await sandbox.api('dev', 'POST', `${path}/labels`, { labels: ['deploy/qa2'] })
  await faultsOf(sandbox).dropBefore({ match: { path: `${path}/comments`, method: 'POST' }, times: 1 })
  expect(await relJson(sandbox, 'qa deploy 2 --take --yes')).toMatchObject({
    exitCode: 1,
    json: {
      error: { code: 'network' },
      steps: [{ status: 'failed' }, { status: 'not-run' }, { status: 'not-run' }],
    },
  })
  expect([await labelsOf(sandbox, held), await labelsOf(sandbox, own)]).toEqual([['deploy/qa2'], []])
  expect(await relJson(sandbox, 'qa deploy 2 --take --yes --no-wait')).toMatchObject({
    exitCode: 0,
    json: { steps: [{ kind: 'comment' }, { kind: 'remove-label' }, { kind: 'add-label' }] },
  })
  expect([await labelsOf(sandbox, held), await labelsOf(sandbox, own)]).toEqual([[], ['deploy/qa2']])
})
