import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { officialFindings } from '../../src/sandbox/runner/workflow/validate.js'
import { actionlint } from '../support/actionlint.js'

const folder = new URL('../../.github/', import.meta.url)
const readText = (path: string): Promise<string> => readFile(new URL(path, folder), 'utf8')
const names = await readdir(new URL('workflows/', folder))
const workflows = await Promise.all(
  names.map(async (name) => ({
    path: `.github/workflows/${name}`,
    text: await readText(`workflows/${name}`),
  })),
)

test.each(workflows)("actionlint and GitHub's parser accept $path", async ({ path, text }) => {
  expect(await actionlint(path, text)).toEqual([])
  expect(await officialFindings(path, text)).toEqual([])
})

test.each(workflows)('$path pins actions, keeps no credentials and names its permissions', ({ text }) => {
  const workflow = parse(text)
  expect(workflow.permissions).toEqual({})
  for (const job of Object.values<any>(workflow.jobs)) {
    expect(job.permissions).toEqual({ contents: 'read' })
    expect(job['timeout-minutes']).toBeGreaterThan(0)
    for (const { uses, with: inputs } of job.steps.filter((step: any) => step.uses)) {
      expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
      if (uses.startsWith('actions/checkout@')) expect(inputs['persist-credentials']).toBe(false)
    }
  }
  for (const line of text.split('\n').filter((each) => / uses: /.test(each)))
    expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test('CI runs .ci/run on pushes to main and on pull requests', async () => {
  const { on, jobs } = parse(await readText('workflows/ci.yml'))
  expect(on).toEqual({ push: { branches: ['main'] }, pull_request: null })
  expect(jobs.ci.steps.at(-1)).toEqual({ run: '.ci/run' })
})

test('dependency updates of every ecosystem wait before they are proposed', async () => {
  const { updates } = parse(await readText('dependabot.yml'))
  expect(updates.map((each: any) => each['package-ecosystem'])).toEqual(['npm', 'github-actions'])
  for (const { cooldown } of updates) expect(cooldown['default-days']).toBeGreaterThanOrEqual(7)
  // GitHub refuses the keys of semantic versions for actions, and with them the whole file.
  expect(Object.keys(updates[1].cooldown)).toEqual(['default-days'])
})

test('.node-version is a version that engines in package.json allows', async () => {
  const { engines } = JSON.parse(await readText('../package.json'))
  expect(engines.node).toBe('>=20.19.0')
  expect(await readText('../.node-version')).toMatch(/^20\.(19|2\d)\.\d+\n$/)
})
