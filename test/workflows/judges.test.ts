import { beforeAll, expect, test } from 'vitest'
import { officialFindings } from '../../src/sandbox/runner/workflow/validate.js'
import { checkWorkflows } from '../../src/workflows/check.js'
import { roleOf } from '../../src/workflows/pack-options.js'
import { templates } from '../../src/workflows/table.js'
import { actionlint } from '../support/actionlint.js'
import { combinations, renderings, shared, type Rendered } from '../support/packs.js'

let all: readonly Rendered[]
/** Combinations share most of their files; each different file is checked once. */
const texts = new Map<string, { readonly path: string; readonly text: string; readonly where: string }>()
beforeAll(async () => {
  all = await renderings()
  for (const { name, files } of all)
    for (const { path, text } of files)
      if (path.includes('/workflows/')) texts.set(`${path}\n${text}`, { path, text, where: name })
  console.log(
    `The pack in ${combinations.length} combinations of configuration: ${all.length} repositories, ${texts.size} different workflow files.`,
  )
})

test('every checker finds an error, and there are enough files to check', async () => {
  const wrong =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: "echo ${{ nothing.here }}"}]\n'
  expect((await actionlint('a.yml', wrong)).join()).toContain('undefined variable "nothing"')
  expect((await officialFindings('a.yml', wrong)).join()).toContain("Unrecognized named-value: 'nothing'")
  const lost = 'on: push\njobs:\n  a:\n    uses: ./.github/workflows/none.yml\n'
  const found = checkWorkflows([{ path: '.github/workflows/a.yml', text: lost }], () => false)
  expect(found).toMatchObject([{ path: '.github/workflows/a.yml', line: 4 }])
  expect([combinations.length, all.length, texts.size].map((count) => count > 30)).toEqual([true, true, true])
})

test('actionlint finds no error', async () => {
  const found: string[] = []
  for (const { path, text, where } of texts.values())
    found.push(...(await actionlint(path, text)).map((line) => `${line} (${where})`))
  expect(found.slice(0, 10)).toEqual([])
})

test("GitHub's own parser finds no error", async () => {
  const found: string[] = []
  for (const { path, text, where } of texts.values())
    found.push(...(await officialFindings(path, text)).map((line) => `${line} (${where})`))
  expect(found.slice(0, 10)).toEqual([])
})

test('no callee requests more than its caller grants, none waits for itself, and every `uses` exists', () => {
  const [repository, ref = ''] = shared.split('@')
  const found = all.flatMap(({ name, choices, files, shared: called }) => {
    const isShared = roleOf(choices) === 'shared'
    const existing = (isShared ? files : called).map(({ path }) => `${repository}/${path}@${ref}`)
    const exists = (uses: string): boolean =>
      uses.startsWith('actions/checkout@') ||
      existing.some((path) => path === uses || path === uses.replace('@', '/action.yml@'))
    // Shared workflows use the team's actions of the calling repository.
    const ofCallers = templates
      .filter(({ owner }) => isShared && owner === 'team')
      .map(({ path }) => ({ path: `.github/${path}`, text: '' }))
    return checkWorkflows(
      [...files, ...ofCallers, ...called.map((file) => ({ ...file, origin: shared }))],
      exists,
    ).map(({ path, line, message }) => `${path}:${line}: ${message} (${name})`)
  })
  expect(found.slice(0, 10)).toEqual([])
})
