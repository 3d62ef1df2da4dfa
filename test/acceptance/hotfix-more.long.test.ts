import { afterAll, beforeAll, expect, test } from 'vitest'
import { bodyOf, gitAt, mergedPull, mergePull, release } from '../support/hotfix.js'
import { startSandbox, type Json, type Sandbox } from '../support/sandbox.js'
import { relJson } from '../support/transcript.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await release(sandbox, '1.4.0')
  for (const name of ['first', 'second', 'third'])
    await mergedPull(sandbox, `feature/${name}`, { file: `${name}.txt` })
  await gitAt(sandbox, 'switch', '--quiet', 'main')
})
afterAll(() => sandbox.stop())

const start = async (...picks: readonly number[]): Promise<Json> =>
  (await relJson(sandbox, `hotfix start more ${picks.map((pick) => `--pick ${pick}`).join(' ')}`)).json
const kinds = ({ steps }: Json): readonly string[] => steps.map(({ kind }: Json) => kind)

test('adds later picks to the text of the pull request, and keeps other text', async () => {
  const { number } = (await start(1))['result'].pr
  const opened = (await bodyOf(sandbox, number)).body
  expect(opened).toMatch(/\n- #1 About feature\/first \(@dev\)\n$/)

  expect(kinds(await start(1, 2))).toEqual(['push-commit', 'edit-pull-request'])
  const listed = `${opened.trimEnd()}\n- #2 About feature/second (@dev)\n`
  expect(await bodyOf(sandbox, number)).toMatchObject({ title: 'Hotfix more: #1, #2', body: listed })

  const body = `${listed}\nTested by hand, without #3 and acme/other#3.`
  await sandbox.api('dev', 'PATCH', `/repos/acme/widgets/pulls/${number}`, { body, title: 'As people say' })
  expect(kinds(await start(1, 2, 3))).toEqual(['push-commit', 'edit-pull-request'])
  expect(await bodyOf(sandbox, number)).toMatchObject({
    title: 'As people say',
    body: `${body}\n\n- #3 About feature/third (@dev)\n`,
  })
  expect(await start(1, 2, 3)).toMatchObject({ outcome: 'nothing-to-do' })
  expect(await sandbox.deviations()).toEqual([])
})

test('shows the pull request of a version of the line', async () => {
  const { number } = (await start(1, 2, 3))['result'].pr
  await mergePull(sandbox, number, 'squash')
  await release(sandbox, '1.4.1', 'release/1.4.0')
  const { json } = await relJson(sandbox, 'release show 1.4.1')
  expect(json['result'].prs).toMatchObject([{ number }])
})
