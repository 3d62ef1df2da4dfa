import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPull, startSandbox, type Sandbox, stopFaithful } from '../support/sandbox.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => stopFaithful(sandbox))

const repository = '/repos/acme/widgets'
const post = (path: string, body: object, login = 'dev') =>
  sandbox.api(login, 'POST', repository + path, body)
const notes = async (body: object): Promise<string> =>
  (await post('/releases/generate-notes', body)).body.body
const mergePull = async (branch: string, title: string, labels: readonly string[] = []): Promise<number> => {
  const number = await openPull(sandbox, branch, title)
  if (labels.length > 0) await post(`/issues/${number}/labels`, { labels })
  await sandbox.api('dev', 'PUT', `${repository}/pulls/${number}/merge`, { merge_method: 'squash' })
  return number
}

test('generates notes with merged pull requests, new contributors and the categories of release.yml', async () => {
  const page = `${sandbox.url}/acme/widgets`
  const first = await mergePull('feature/one', 'Do one thing')
  expect(await notes({ tag_name: 'v1.0.0' })).toBe(
    [
      "## What's Changed",
      `* Do one thing by @dev in ${page}/pull/${first}`,
      '',
      '## New Contributors',
      `* @dev made their first contribution in ${page}/pull/${first}`,
      '',
      `**Full Changelog**: ${page}/commits/v1.0.0`,
    ].join('\n'),
  )
  await post('/releases', { tag_name: 'v1.0.0' })
  expect(await notes({ tag_name: 'v1.1.0' })).toBe(`**Full Changelog**: ${page}/compare/v1.0.0...v1.1.0`)

  const two = await mergePull('feature/two', 'Do another', ['enhancement'])
  const three = await mergePull('feature/three', 'Repair it', ['bug'])
  await mergePull('feature/four', 'Say nothing of it', ['silent'])
  const five = await mergePull('feature/five', 'And the rest')
  const settings = [
    'changelog:',
    '  exclude: {labels: [silent]}',
    '  categories:',
    '    - {title: Features, labels: [enhancement]}',
    '    - {title: Repairs, labels: [bug]}',
  ].join('\n')
  const branch = await openPull(sandbox, 'settings', 'Write release.yml')
  await sandbox.api('dev', 'PUT', `${repository}/contents/.github/release.yml`, {
    message: 'Write release.yml',
    content: Buffer.from(settings).toString('base64'),
    branch: 'settings',
  })
  await post(`/issues/${branch}/labels`, { labels: ['silent'] })
  await sandbox.api('dev', 'PUT', `${repository}/pulls/${branch}/merge`)
  const expected = [
    '<!-- Release notes generated using configuration in .github/release.yml at main -->',
    '',
    "## What's Changed",
    '### Features',
    `* Do another by @dev in ${page}/pull/${two}`,
    '### Repairs',
    `* Repair it by @dev in ${page}/pull/${three}`,
    '### Other Changes',
    `* And the rest by @dev in ${page}/pull/${five}`,
    '',
    `**Full Changelog**: ${page}/compare/v1.0.0...v1.1.0`,
  ].join('\n')
  expect(await notes({ tag_name: 'v1.1.0', target_commitish: 'main' })).toBe(expected)
  const { body } = await post('/releases', {
    tag_name: 'v1.1.0',
    target_commitish: 'main',
    body: 'By hand.',
    generate_release_notes: true,
  })
  expect([body.name, body.body]).toEqual(['v1.1.0', `By hand.\n\n${expected}`])
  expect(await notes({ tag_name: 'v1.2.0', previous_tag_name: 'v1.0.0' })).toContain('v1.0.0...v1.2.0')
})

test('refuses an unknown previous tag and an unknown target', async () => {
  const previous = await post('/releases/generate-notes', { tag_name: 'v2', previous_tag_name: 'v0' })
  expect([previous.status, previous.body.message]).toEqual([400, 'Invalid previous_tag parameter'])
  const target = await post('/releases/generate-notes', { tag_name: 'v2', target_commitish: 'nowhere' })
  expect([target.status, target.body.errors]).toMatchObject([422, [{ field: 'target_commitish' }]])
})
