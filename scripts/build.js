import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build, transform } from 'esbuild'
import { parse } from 'graphql'
import { compiledChecks } from './checks.js'
import { glob } from './files.js'
import { writeHelp } from './help.js'
import { manifestOf } from './manifest.js'
import { noticesOf } from './notices.js'

const root = new URL('..', import.meta.url).pathname
const oclif = 'node_modules/@oclif'

/** Commands of oclif's own plugins, built in: whoever installs rel installs no other package. */
const borrowed = {
  'commands/help': `${oclif}/plugin-help/lib/commands/help.js`,
  'commands/autocomplete/index': `${oclif}/plugin-autocomplete/lib/commands/autocomplete/index.js`,
  'commands/autocomplete/create': `${oclif}/plugin-autocomplete/lib/commands/autocomplete/create.js`,
  'commands/autocomplete/script': `${oclif}/plugin-autocomplete/lib/commands/autocomplete/script.js`,
}

const own = [
  'src/run.ts',
  'src/sandbox/host/serve.ts',
  ...(await glob(`${root}src/commands`)),
  ...(await glob(`${root}src/hooks`)),
]
const entries = own.map((path) => [
  path.replace(/^.*?src\//, '').replace(/\.ts$/, ''),
  path.replace(root, ''),
])
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  outExtension: { '.js': '.cjs' },
  // Less text to parse at every start. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  write: false,
}

/** Builds the programs and all that they read at run time into a folder; `plugins`: esbuild's. */
export async function buildInto(outdir, { plugins = [] } = {}) {
  const { modules, inputs } = await modulesOf(outdir, plugins)
  const id = await buildId(outdir, modules)
  // What runs before any of the modules, each in one file.
  const starters = await build({
    ...shared,
    outdir,
    plugins,
    entryPoints: { start: 'src/start/start.ts', serve: 'src/start/serve.ts' },
    format: 'cjs',
    define: { BUILD_ID: JSON.stringify(id) },
  })
  for (const { path, text } of [...modules, ...starters.outputFiles]) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  await writeFile(`${outdir}/build-id`, `${id}\n`)
  await mkdir(`${outdir}/sandbox/contract`, { recursive: true })
  await mkdir(`${outdir}/sandbox/graphql`, { recursive: true })
  await cp(`${root}src/workflows/templates`, `${outdir}/workflows/templates`, { recursive: true })
  await cp(`${root}src/sandbox/contract/rest.json`, `${outdir}/sandbox/contract/rest.json`)
  const schema = 'node_modules/@octokit/graphql-schema/schema.graphql'
  const parsed = parse(await readFile(root + schema, 'utf8'), { noLocation: true })
  await writeFile(`${outdir}/sandbox/graphql/schema.json`, JSON.stringify(parsed))
  await writeFile(`${outdir}/third-party-licences.txt`, await noticesOf(root, [...inputs, schema]))
}

/** The app as CommonJS modules, one for each command and shared chunks. */
async function modulesOf(outdir, plugins) {
  const { metafile, outputFiles } = await build({
    ...shared,
    outdir,
    plugins: [...plugins, compiledChecks],
    metafile: true,
    entryPoints: { ...Object.fromEntries(entries), ...borrowed },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm', // esbuild splits chunks in no other format
    define: {
      // oclif's own engine check loads all of semver at every start: bin/run.cjs makes ours.
      'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"',
      'import.meta.url': 'moduleUrl',
    },
    external: ['typescript', 'ts-node', 'tsconfig-paths'],
    // Needed by oclif only where the manifest is missing, or to name WSL: 40 ms at every start.
    alias: Object.fromEntries(
      ['tinyglobby', 'minimatch', 'wsl-utils'].map((name) => [name, `${root}scripts/stubs/${name}.js`]),
    ),
  })
  return { modules: await Promise.all(outputFiles.map(commonJs)), inputs: Object.keys(metafile.inputs) }
}

/** A chunk as CommonJS: V8's compiled code of a CommonJS module can be kept on every Node (docs/adr/0003). */
async function commonJs({ path, text }) {
  const { code } = await transform(text, {
    sourcefile: path,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
  })
  const url = "const moduleUrl=require('node:url').pathToFileURL(__filename).href;"
  return { path, text: code.includes('moduleUrl') ? url + code : code }
}

/** Names what a build behaves like: its modules, and the templates of the pack. */
async function buildId(outdir, modules) {
  const files = await readdir(`${root}src/workflows/templates`, { recursive: true, withFileTypes: true })
  const templates = files.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name))
  const contents = [
    ...modules.map(({ path, text }) => [relative(outdir, path), text]),
    ...(await Promise.all(
      templates.map(async (path) => [relative(root, path), await readFile(path, 'utf8')]),
    )),
  ]
  return createHash('sha256').update(JSON.stringify(contents.sort())).digest('hex').slice(0, 16)
}

/** Builds `dist` beside and then puts it in its place: a build that fails, or a test that runs meanwhile, finds the last one. */
export async function buildHere() {
  const beside = `${root}dist.${process.pid}`
  try {
    await buildInto(beside)
  } catch (error) {
    await rm(beside, { recursive: true, force: true })
    throw error
  }
  await rm(`${root}dist`, { recursive: true, force: true })
  await rename(beside, `${root}dist`)
  await writeFile(`${root}oclif.manifest.json`, await manifestOf(root))
  await writeHelp(root)
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) await buildHere()
