import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { gitAt, mergePull } from '../support/hotfix.js'
import { openPull, type Json } from '../support/sandbox.js'
import { relJson, runRel, sandboxForTest } from '../support/transcript.js'

test('drafts each service of a monorepo with the changes of its folders and the template', async () => {
  const sandbox = await sandboxForTest()
  const put = async (branch: string, files: Readonly<Record<string, string>>): Promise<void> => {
    await gitAt(sandbox, 'switch', '--quiet', '--detach', 'origin/main')
    const clone = sandbox.clone('widgets')
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(clone, path)), { recursive: true })
      await writeFile(join(clone, path), text)
    }
    await mergePull(sandbox, await openPull(sandbox, branch))
    await gitAt(sandbox, 'switch', '--quiet', '--detach', 'origin/main')
  }
  await put('adopt', {
    '.github/rel.yml':
      'services: {api: {paths: [services/api]}, web: {paths: [web]}}\nnotes: {template: .github/notes.md}\n',
    '.github/notes.md': 'Release {version}\n\n{notes}\n',
  })
  await put('api', { 'services/api/main.js': 'api' })
  await put('web', { 'web/main.js': 'web' })
  await put('both', { 'services/api/both.js': 'both', 'web/both.js': 'both' })
  const ambiguous = await runRel(sandbox, 'release draft')
  expect([ambiguous.exitCode, ambiguous.stderr]).toEqual([
    2,
    expect.stringContaining('--service with one of api, web'),
  ])
  const commit = await gitAt(sandbox, 'rev-parse', 'origin/main')
  const line = `ci draft --commit ${commit}`
  expect((await runRel(sandbox, line)).exitCode).toBe(0)
  const draftsOf = async (): Promise<(readonly [string, string[], boolean])[]> =>
    (await sandbox.api('dev', 'GET', '/repos/acme/widgets/releases')).body
      .map(({ tag_name, body }: Json): readonly [string, string[], boolean] => [
        tag_name,
        body.match(/About \w+/g),
        body.includes('Release 0.1.0'),
      ])
      .toSorted()
  const expected = [
    ['api/0.1.0', ['About both', 'About api'], true],
    ['web/0.1.0', ['About both', 'About web'], true],
  ]
  expect(await draftsOf()).toEqual(expected)
  // The tag of a version selects its service.
  const shown = await relJson(sandbox, 'release show api/0.1.0')
  expect(shown.json).toMatchObject({ result: { tag: 'api/0.1.0' } })
  const unknown = await runRel(sandbox, 'release publish web/9.0.0 --dry-run')
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('Newest releases: 0.1.0.')])
  // Without a clone GitHub has the files.
  const elsewhere = { cwd: sandbox.clone('gadgets') }
  const again = await runRel(sandbox, `${line} -R acme/widgets`, elsewhere)
  expect(again.stdout, again.stderr).toMatch(/^Nothing to do: /)
  expect(await draftsOf()).toEqual(expected)
}, 60_000)
