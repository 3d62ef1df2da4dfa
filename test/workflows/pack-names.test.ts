import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import * as names from '../../src/domain/model/pack-names.js'

const folder = join(import.meta.dirname, '../../src/workflows/templates/workflows')
interface Workflow {
  readonly name: string
  readonly 'run-name'?: string
  readonly on: Readonly<Record<string, unknown>>
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly { readonly name?: string }[] }>>
}
const read = async (file: string): Promise<Workflow> => parse(await readFile(join(folder, file), 'utf8'))
const stepsOf = ({ jobs }: Workflow): readonly (string | undefined)[] =>
  Object.values(jobs).flatMap(({ steps = [] }) => steps.map(({ name }) => name))

test('the workflow files exist, with the triggers that rel expects', async () => {
  const { environmentsFile, mainFile, branchFiles, releaseFile, deployFile, hotfixFile } = names
  const events = async (file: string): Promise<readonly string[]> => Object.keys((await read(file)).on)
  expect(await events(environmentsFile)).toContain('workflow_dispatch')
  expect(await events(mainFile)).toContain('push')
  for (const file of branchFiles) expect(await events(file)).toContain('pull_request')
  expect(await events(releaseFile)).toEqual(['release'])
  expect(await events(deployFile)).toEqual(['workflow_dispatch'])
  expect(await events(hotfixFile)).toContain('push')
  expect((await read(environmentsFile)).name).toBe(names.environmentsTitle)
})

test('the jobs and steps that rel reads exist', async () => {
  for (const file of [names.environmentsFile, names.releaseFile, names.deployFile, names.hotfixFile])
    expect(Object.keys((await read(file)).jobs), file).toContain(names.planJob)
  for (const file of [names.releaseFile, names.hotfixFile])
    expect(Object.keys((await read(file)).jobs), file).toContain(names.promoteJob)
  for (const file of names.branchFiles)
    expect(Object.keys((await read(file)).jobs), file).toContain(names.ciJob)
  expect(stepsOf(await read(names.deployFile))).toEqual(
    expect.arrayContaining([names.approverStep, names.rejectStep]),
  )
  expect(stepsOf(await read('rel-gated-deploy.yml'))).toContain(names.approverStep)
})

/** Evaluates the expression of `run-name` for these inputs. */
async function titleFor(inputs: Readonly<Record<string, string>>): Promise<string> {
  const { 'run-name': template = '' } = await read(names.deployFile)
  const isReject = inputs['verdict'] === 'reject'
  return template
    .trim()
    .replace(/\$\{\{ inputs\.verdict == 'reject' && '(\w+)' \|\| '(\w+)' \}\}/g, (_, yes, no) =>
      isReject ? yes : no,
    )
    .replace(
      /\$\{\{ inputs\.verdict == 'reject' && inputs\.comment != '' && format\(': \{0\}', inputs\.comment\) \|\| '' \}\}/,
      () => (isReject && inputs['comment'] ? `: ${inputs['comment']}` : ''),
    )
    .replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name: string) => inputs[name] ?? '')
}

test('rel reads the titles of runs as the workflow writes them', async () => {
  const given = { version: '1.4.0', environment: 'production/api' }
  const deploy = names.deployTitle('1.4.0', 'production/api')
  expect(await titleFor(given)).toBe(deploy)
  expect(names.readDeployTitle(deploy)).toEqual(given)
  expect(names.readRejectTitle(deploy)).toBeNull()
  for (const comment of ['', 'no', 'Reject 9.9.9 at staging: no', 'a: b']) {
    const reject = names.rejectTitle('1.4.0', 'production/api', comment)
    expect(await titleFor({ ...given, verdict: 'reject', comment })).toBe(reject)
    expect(names.readRejectTitle(reject)).toEqual({ ...given, comment })
    expect(names.readDeployTitle(reject)).toBeNull()
  }
})
