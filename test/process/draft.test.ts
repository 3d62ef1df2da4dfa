import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import type { Json } from '../support/sandbox.js'

let team: Team
beforeAll(async () => {
  team = await openTeam()
}, 120_000)
afterAll(() => team?.stop())

const drafts = async (): Promise<readonly Json[]> =>
  (await team.api('dev', 'GET', '/releases')).filter(({ draft }: Json) => draft)
const head = async (): Promise<string> => (await team.api('dev', 'GET', '/commits/main')).sha

test('drafts the commit that dev runs; concurrent merges lose nothing and leave one draft', async () => {
  const first = await drafts()
  expect(first.map(({ target_commitish }) => target_commitish)).toEqual([await head()])
  const numbers: number[] = []
  for (const branch of ['one', 'two', 'three']) {
    await team.commit(branch, { [`${branch}.txt`]: branch })
    numbers.push(await team.open(branch, branch === 'two' ? ['feature'] : []))
  }
  await team.idle()
  for (const number of numbers) await team.merge(number)
  await team.idle()
  const [draft, ...others] = await drafts()
  expect(others).toEqual([])
  expect(draft).toMatchObject({ id: first[0].id, tag_name: '0.1.0', target_commitish: await head() })
  for (const number of numbers) expect(draft.body).toContain(`(#${number}) @dev`)
  expect(draft.body).toMatch(/## Features\n\n\* About two/)
  expect((await team.answers('dev')).commit).toBe(await head())
  const jobs = await team.jobs(`head_sha=${await head()}`)
  expect(jobs).toContain('Main branch / draft: success')
}, 180_000)
