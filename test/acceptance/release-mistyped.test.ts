import { expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { mergedPull } from '../support/hotfix.js'
import { relJson, runRel, sandboxForTest } from '../support/transcript.js'

const releases = '/repos/acme/widgets/releases'

test('reports an invalid tag of a draft, and corrects it', async () => {
  const sandbox = await sandboxForTest()
  await sandbox.api('olga', 'POST', releases, { tag_name: '1.4.0' })
  await mergedPull(sandbox, 'feature/login')
  await deploy(sandbox, 'dev')
  await runRel(sandbox, 'release draft')
  const drafted = async () => (await sandbox.api('olga', 'GET', releases)).body[0]
  const { id, tag_name } = await drafted()
  expect(tag_name).toBe('1.5.0')
  await sandbox.api('olga', 'PATCH', `${releases}/${id}`, { tag_name: '1.5' })
  for (const line of ['release publish --dry-run', 'release publish 1.5 --yes'])
    expect(await relJson(sandbox, line)).toMatchObject({
      exitCode: 3,
      json: {
        error: {
          code: 'refused',
          message: 'The draft 1.5 has a tag that is no version.',
          hint: '`rel release draft` gives it the one that comes next.',
        },
      },
    })
  await runRel(sandbox, 'release draft')
  expect(await drafted()).toMatchObject({ id, tag_name: '1.5.0', draft: true })
})
