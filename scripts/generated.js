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

/** The JSON schema of .github/rel.yml, derived from the zod schema. Needs no build. */
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

/** The files that are derived from the commands and from the import tables. Needs dist. */
export async function derivedFiles() {
  const manifest = await manifestOf(root)
  const architecture = await readFile(`${root}docs/architecture.md`, 'utf8')
  const reference = await format(referenceOf(JSON.parse(manifest)), { parser: 'markdown' })
  const ci = await format(ciReferenceOf(JSON.parse(manifest)), { parser: 'markdown' })
  const page = await format(replaceBlock(architecture, 'layers', layersTable() + featuresTable()), {
    parser: 'markdown',
  })
  return {
    'oclif.manifest.json': manifest,
    'docs/commands.md': reference,
    'docs/ci.md': ci,
    'docs/architecture.md': page,
  }
}

/** Replaces the text between `<!-- name -->` and `<!-- /name -->`. */
const replaceBlock = (page, name, text) =>
  page.replace(
    new RegExp(`(<!-- ${name} -->)[\\s\\S]*(<!-- /${name} -->)`),
    (_, start, end) => `${start}\n\n${text}\n\n${end}`,
  )

const cell = (names) => names.map((name) => `\`${name}\``).join(', ') || '–'

function featuresTable() {
  const lines = Object.entries(features).map(([feature, others]) => `| \`${feature}\` | ${cell(others)} |`)
  return [
    '',
    '',
    `Every file may import ${cell(everyone)}.`,
    '',
    `\`domain\`, \`facts\` and \`github\` have the same folders: one per feature, and those of the kernel (${cell(kernel)}). A feature may import the kernel and the features that this table lists; the kernel may import no feature.`,
    '',
    '| feature | may import, besides the kernel |',
    '|---|---|',
    ...lines,
  ].join('\n')
}

function layersTable() {
  const lines = Object.entries(layers).map(
    ([layer, { from, types, packages }]) =>
      `| \`${layer}\` | ${cell(from)} | ${cell(types)} | ${cell(packages)} |`,
  )
  return ['| layer | may import | as types only | packages |', '|---|---|---|---|', ...lines].join('\n')
}
