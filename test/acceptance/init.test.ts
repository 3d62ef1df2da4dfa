import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson, runRel, steady, transcript } from '../support/transcript.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox?.stop())

const as = (login: string) => ({ env: { GH_TOKEN: sandbox.token(login) } })
const api = async (method: string, path: string, body?: unknown): Promise<Json> => {
  const answer = await sandbox.api('olga', method, `/repos/acme/${path}`, body)
  if (answer.status >= 400)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const policiesOf = async (repository: string, environment: string): Promise<readonly string[]> => {
  const { branch_policies: found } = await api(
    'GET',
    `${repository}/environments/${environment}/deployment-branch-policies`,
  )
  return found.map(({ name, type }: Json) => `${type} ${name}`)
}
/** Hides the number of files, which changes with the pack. */
const uncounted = (text: string): string => text.replaceAll(/Commit \d+ files/g, 'Commit <n> files')
/** Removes diffs, which have their own tests, and reads, whose order varies. */
const brief = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^([ +@\\-]|> (GET|query) )/.test(line))
    .join('\n')
test('sets up a repository for an administrator', async () => {
  const lines = [
    'init --reviewers rosa,olga --dry-run',
    'init --reviewers rosa,olga',
    'init --reviewers rosa,olga --yes',
    'init --reviewers rosa,olga --yes',
  ]
  await expect(uncounted(brief(await transcript(sandbox, lines, as('olga'))))).toMatchFileSnapshot('init.txt')

  expect(await policiesOf('widgets', 'production')).toEqual(['tag *', 'branch release/**', 'branch main'])
  expect(await policiesOf('widgets', 'qa1')).toEqual(['branch refs/pull/*/merge', 'branch main'])
  const { json } = await relJson(sandbox, 'init', as('olga'))
  expect(json['outcome']).toBe('nothing-to-do')
  expect(json['result'].pr).toMatchObject({ number: 1, head: 'rel/init', base: 'main', state: 'open' })
  expect(json['result'].labels).toEqual([])
  expect(json['result'].environments.at(-2)).toEqual({
    environment: 'production',
    action: 'unchanged',
    policies: [
      { name: '*', type: 'tag' },
      { name: 'release/**', type: 'branch' },
      { name: 'main', type: 'branch' },
    ],
    reviewers: ['rosa', 'olga'],
    note: null,
  })
  const kept = json['result'].files.filter(({ action }: Json) => action === 'kept')
  expect(kept.map(({ path, reason }: Json) => `${path}: ${reason}`)).toContain(
    '.github/actions/deploy/action.yml: it belongs to the team',
  )
})

test('leaves files unchanged that were edited, before and after the pull request is merged', async () => {
  const path = '.github/workflows/sweep.yml'
  const { sha, content } = await api('GET', `widgets/contents/${path}?ref=rel/init`)
  const text = `${Buffer.from(content, 'base64').toString()}# ours\n`
  const edit = { message: 'Ours', sha, branch: 'rel/init', content: Buffer.from(text).toString('base64') }
  await api('PUT', `widgets/contents/${path}`, edit)
  const again = await runRel(sandbox, 'init --yes', as('olga'))
  const warning = `Warning: ${path} was left unchanged: it was changed by hand since rel 0.1.0 wrote it.`
  expect([again.exitCode, again.stderr]).toEqual([0, warning])
  expect(again.stdout).toMatch(/^Nothing to do: #1 is open\. Merge it to finish the setup/)

  await api('PUT', 'widgets/pulls/1/merge')
  const merged = await runRel(sandbox, 'init --yes', as('olga'))
  expect([merged.exitCode, merged.stdout, merged.stderr]).toEqual([
    0,
    'Nothing to do: acme/widgets has the workflows, labels and environments of rel 0.1.0.',
    warning,
  ])

  // The branch of the merged pull request still exists, and is reused.
  const upgraded = await runRel(sandbox, 'init --yes --runner self-hosted,linux', as('olga'))
  expect(uncounted(steady(upgraded.stdout, sandbox))).toBe(`✓ Commit <n> files to rel/init
✓ Open a pull request from rel/init into main
Opened #2. Merge it to finish the setup: http://github/acme/widgets/pull/2`)
  expect((await api('GET', 'widgets/pulls/2/files')).map(({ filename }: Json) => filename)).not.toContain(
    path,
  )
  const configuration = await api('GET', 'widgets/contents/.github/rel.yml?ref=rel/init')
  expect(Buffer.from(configuration.content, 'base64').toString()).toBe(
    'environments: [preview, qa1, qa2, qa3, qa4, dev, staging, production, hotfix]\nqa: {ttl: 72h}\nactions: {runner: [self-hosted, linux]}\n',
  )
  const overruled = await runRel(sandbox, 'init --yes --environments preview,dev', as('olga'))
  expect(overruled.stderr).toMatch(
    /^Warning: .github\/rel.yml sets environments to .*, and was left unchanged. Edit it/m,
  )
})

test('keeps the settings of environments that were edited', async () => {
  await api('POST', 'widgets/environments/qa1/deployment-branch-policies', { name: 'beta' })
  await api('PUT', 'widgets/environments/production', {
    wait_timer: 30,
    prevent_self_review: true,
    reviewers: [{ type: 'User', id: (await sandbox.api('olga', 'GET', '/users/rosa')).body.id }],
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  })
  const { stdout, stderr } = await runRel(sandbox, 'init --yes --reviewers olga', as('olga'))
  expect(stdout).toContain('✓ Set up the environment production with the reviewers rosa, olga\n')
  expect(stderr).toContain('Warning: qa1: also allows beta (left unchanged).')
  const { protection_rules: rules } = await api('GET', 'widgets/environments/production')
  expect(rules).toEqual([
    expect.objectContaining({ wait_timer: 30 }),
    expect.objectContaining({
      prevent_self_review: true,
      reviewers: [
        expect.objectContaining({ reviewer: expect.objectContaining({ login: 'rosa' }) }),
        expect.objectContaining({ reviewer: expect.objectContaining({ login: 'olga' }) }),
      ],
    }),
    expect.objectContaining({ type: 'branch_policy' }),
  ])
})
