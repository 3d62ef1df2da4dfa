import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { commitOn, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { runStepWithWrites } from '../support/job.js'
import { startSandbox, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel, transcript } from '../support/transcript.js'

/** Two services of one repository, with independent lines and versions. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  const content = 'services: {api: {paths: [services/api]}, web: {paths: [services/web]}}'
  await mergedPull(sandbox, 'configure', { file: '.github/rel.yml', content })
  await release(sandbox, 'api/1.4.0')
  await release(sandbox, 'web/1.4.7')
  await deploy(sandbox, 'production/api', { ref: 'api/1.4.0' })
  await deploy(sandbox, 'production/web', { ref: 'web/1.4.7' })
  await mergedPull(sandbox, 'feature/fix', { file: 'services/api/fix.txt' })
  await gitAt(sandbox, 'switch', '--quiet', 'main')
})
afterAll(() => sandbox.stop())

test('hotfixes one service: its line, its next patch, its reintegration', async () => {
  const lines = [
    'hotfix start login --pick 2',
    'hotfix start login --pick 2 --release 1.4.0',
    'hotfix start login --pick 2 --release api/1.4.0',
    'hotfix start login',
  ]
  await expect(await transcript(sandbox, lines)).toMatchFileSnapshot('hotfix-services.txt')
  const { json } = await relJson(sandbox, 'hotfix start login')
  await mergePull(sandbox, json['result'].pr.number)
  const own = await commitOn(sandbox, 'release/api/1.4.0', 'services/api/own.txt', 'own')
  const push = { branch: 'release/api/1.4.0', commit: own }
  expect(await runStepWithWrites(sandbox, 'ci release', push)).toMatchObject({
    exitCode: 0,
    outputs: { version: '1.4.1', tag: 'api/1.4.1', production: 'production/api', final: 'false' },
  })
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toMatchObject({
    missing: 1,
    commits: [
      { version: 'api/1.4.1', on: 'patch' },
      { version: 'api/1.4.1', commit: own, on: 'missing' },
    ],
  })
  const back = await relJson(sandbox, 'hotfix reintegrate api/1.4.1')
  expect(back.json).toMatchObject({
    outcome: 'done',
    result: { version: 'api/1.4.1', branch: 'reintegrate/api/1.4.1', clean: true },
  })
  await mergePull(sandbox, back.json['result'].pr.number, 'squash', '')
  expect((await relJson(sandbox, 'hotfix status')).json['result']).toMatchObject({ missing: 0 })
  expect(await sandbox.deviations()).toEqual([])
})

test('continues a hotfix on the line of its service, or asks for the service', async () => {
  const start = 'hotfix start own --release web/1.4.7'
  expect((await runRel(sandbox, start)).stdout).toContain(
    `then run \`rel ${start}\` to open its pull request`,
  )
  await gitAt(sandbox, 'fetch', '--quiet')
  await commitOn(sandbox, 'hotfix/own', 'services/web/own.txt', 'own')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  // Both services were released at one commit.
  expect(await relJson(sandbox, 'hotfix start own')).toMatchObject({
    exitCode: 2,
    json: { error: { code: 'usage' } },
  })
  const { json } = await relJson(sandbox, start)
  expect(json['result'].line).toBe('release/web/1.4.7')
  // Its pull request names the line, even if the line has a newer version.
  expect((await relJson(sandbox, 'hotfix start own')).json).toMatchObject({
    outcome: 'nothing-to-do',
    result: { line: 'release/web/1.4.7', pr: { number: json['result'].pr.number } },
  })
  // The tag api/1.4.1 is nearer than the common commit.
  await relJson(sandbox, 'hotfix start near --release api/1.4.1')
  await commitOn(sandbox, 'hotfix/near', 'services/api/near.txt', 'near')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  expect((await relJson(sandbox, 'hotfix start near')).json['result'].line).toBe('release/api/1.4.0')
  expect(await sandbox.deviations()).toEqual([])
})

test('reintegrates the line without an open pull request first, then has nothing to do', async () => {
  for (const line of ['release/api/1.4.0', 'release/web/1.4.7'])
    await commitOn(sandbox, line, `services/${line.split('/')[1]}/more.txt`, 'more')
  await gitAt(sandbox, 'switch', '--quiet', 'main')
  expect((await relJson(sandbox, 'hotfix reintegrate')).json['error'].message).toMatch(/^Several versions/)
  const api = await relJson(sandbox, 'hotfix reintegrate api/1.4.2')
  const web = await relJson(sandbox, 'hotfix reintegrate')
  expect(web).toMatchObject({ exitCode: 0, json: { outcome: 'done', result: { version: 'web/1.4.8' } } })
  const again = await runRel(sandbox, 'hotfix reintegrate')
  expect(again.exitCode).toBe(0)
  const numbers = [api, web].map(({ json }) => `#${json['result'].pr.number} reintegrates`)
  for (const words of ['Nothing to do:', ...numbers]) expect(again.stdout).toContain(words)
})
