import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { format } from 'prettier'
import { everyone, features, kernel, layers } from '../layers.js'
import { manifestOf } from './manifest.js'
import { ciReferenceOf, referenceOf } from './reference.js'

const root = new URL('..', import.meta.url).pathname

/** The JSON schema of .github/rel.yml, from the one zod schema. Needs no build. */
export async function schemaFile() {
  const folder = await mkdtemp(join(tmpdir(), 'rel-schema-'))
  const outfile = join(folder, 'config.mjs')
  try {
    await build({
      absWorkingDir: root,
      entryPoints: ['src/config.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      banner: { js: "import{createRequire as $r}from'node:module';const require=$r(import.meta.url);" },
    })
    const { configSchema } = await import(pathToFileURL(outfile).href)
    return { 'src/config/rel.schema.json': `${JSON.stringify(configSchema(), null, 2)}\n` }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What is derived from the commands and the import table. Needs dist. */
export async function derivedFiles() {
  const manifest = await manifestOf(root)
  const architecture = await readFile(`${root}docs/architecture.md`, 'utf8')
  const reference = await format(referenceOf(JSON.parse(manifest)), { parser: 'markdown' })
  const ci = await format(ciReferenceOf(JSON.parse(manifest)), { parser: 'markdown' })
  const page = await format(between(architecture, 'layers', tableOf(layers) + featuresTable()), {
    parser: 'markdown',
  })
  return {
    'oclif.manifest.json': manifest,
    'docs/commands.md': reference,
    'docs/ci.md': ci,
    'docs/architecture.md': page,
  }
}

const between = (page, name, text) =>
  page.replace(
    new RegExp(`(<!-- ${name} -->)[\\s\\S]*(<!-- /${name} -->)`),
    (_, start, end) => `${start}\n\n${text}\n\n${end}`,
  )

const cell = (names) => names.map((name) => `\`${name}\``).join(', ') || '–'

/** Below the table of layers. */
function featuresTable() {
  const lines = Object.entries(features).map(([feature, others]) => `| \`${feature}\` | ${cell(others)} |`)
  return [
    '',
    '',
    `Every file may import ${cell(everyone)}.`,
    '',
    `\`domain\`, \`facts\` and \`github\` have the same folders: one for each feature, and the kernel's, ${cell(kernel)}. A feature may import the kernel and, of other features, those of this table; the kernel imports no feature.`,
    '',
    '| feature | may import, besides the kernel |',
    '|---|---|',
    ...lines,
  ].join('\n')
}

function tableOf(rows) {
  const lines = Object.entries(rows).map(
    ([layer, { from, types, packages }]) =>
      `| \`${layer}\` | ${cell(from)} | ${cell(types)} | ${cell(packages)} |`,
  )
  return ['| layer | may import | as types only | packages |', '|---|---|---|---|', ...lines].join('\n')
}
