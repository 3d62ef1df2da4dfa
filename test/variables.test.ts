import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { tokenRules } from '../src/credentials/rules.js'

const root = new URL('../', import.meta.url)
const readText = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8')

/** The rows of the table between two comments of a page. */
async function tableIn(page: string, name: string): Promise<readonly string[]> {
  const [, table = ''] =
    new RegExp(`<!-- ${name} -->([^]*?)<!-- /${name} -->`).exec(await readText(page)) ?? []
  return table.trim().split('\n').slice(2)
}
const inBackticks = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)

/** The files of src, but for the sandbox, which has its own variables, with their texts. */
async function sources(): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(new URL('src/', root), { recursive: true })
  const ours = files.filter((file) => /\.ts$/.test(file) && !file.startsWith('sandbox/'))
  return new Map(await Promise.all(ours.map(async (file) => [file, await readText(`src/${file}`)] as const)))
}

/** Variables that are read in another form than those below: by a computed name, or by git and Node.js. */
const readElsewhere: Readonly<Record<string, readonly [file: string, text: string]>> = {
  HTTPS_PROXY: ['http/proxy.ts', '`${scheme}_proxy`'],
  HTTP_PROXY: ['http/proxy.ts', '`${scheme}_proxy`'],
  ALL_PROXY: ['http/proxy.ts', "'all_proxy'"],
  NO_PROXY: ['http/proxy.ts', "'no_proxy'"],
  NODE_EXTRA_CA_CERTS: ['http/fetch.ts', 'NODE_EXTRA_CA_CERTS'],
  GIT_DIR: ['git/clone.ts', 'GIT_DIR names it'],
  OCLIF_COLUMNS: ['start/static.ts', "'OCLIF_COLUMNS'"],
  DEBUG: ['start/static.ts', "'DEBUG'"],
  CLI_FLAGS_DEBUG: ['start/static.ts', "'CLI_FLAGS_DEBUG'"],
  CI: ['lib/interactive.ts', '{ CI: value'],
}
/** The pack writes it into workflows, and reads it there. */
const notRead = ['REL_KUBECONFIG']

function variablesIn(text: string): readonly string[] {
  const forms = [
    /\benv\[['"](\w+)['"]\]/g,
    /\benv\.([A-Z]\w+)/g,
    /\benv: '([A-Z_]+)'/g,
    /'((?:REL|GH|GITHUB|ORG|REINTEGRATION)_[A-Z_]+)'/g,
  ]
  const destructured = [...text.matchAll(/\{([^{}]*)\}\s*=\s*(?:\w+\.)?env\b/g)].flatMap(([, names]) => [
    ...names!.matchAll(/(?:^|,)\s*([A-Z][A-Z_]+)/g),
  ])
  return [...forms.flatMap((form) => [...text.matchAll(form)]), ...destructured].map(([, name]) => name!)
}

test('finds the forms in which variables are read', () => {
  const text =
    "env['A_B'] + process.env.C_D; const { E_F: e, G_H } = process.env; flag({ env: 'REL_H' }); f('GH_I')"
  expect(variablesIn(text).toSorted()).toEqual(['A_B', 'C_D', 'E_F', 'GH_I', 'G_H', 'REL_H', 'REL_H'])
})

test('docs/configuration.md has every variable that rel reads, and no other', async () => {
  const texts = await sources()
  for (const [name, [file, text]] of Object.entries(readElsewhere))
    expect(texts.get(file), name).toContain(text)
  const read = new Set([...[...texts.values()].flatMap(variablesIn), ...Object.keys(readElsewhere)])
  const documented = (await tableIn('docs/configuration.md', 'variables')).flatMap((row) =>
    inBackticks(row.split('|')[1] ?? ''),
  )
  expect(documented.toSorted()).toEqual([...read].filter((name) => !notRead.includes(name)).toSorted())
})

test('docs/security.md has the table of tokens', async () => {
  const rows = (await tableIn('docs/security.md', 'tokens')).map((row) => {
    const [, api = '', tokens = ''] = row.split('|')
    return [api.trim().split(':')[0], tokens.trim()] as const
  })
  const rules = Object.entries(tokenRules).map(([api, rules]) => [
    api,
    rules
      .map(
        ({ source, if: conditions }) =>
          `\`${source}\`${conditions.length > 0 ? ` (${conditions.join(', ')})` : ''}`,
      )
      .join(', '),
  ])
  expect(rows).toEqual(rules)
})
