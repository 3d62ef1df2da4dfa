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

/** Commands of oclif's own plugins, bundled because rel has no dependencies. */
const pluginCommands = {
  'commands/help': `${oclif}/plugin-help/lib/commands/help.js`,
  'commands/autocomplete/index': `${oclif}/plugin-autocomplete/lib/commands/autocomplete/index.js`,
  'commands/autocomplete/create': `${oclif}/plugin-autocomplete/lib/commands/autocomplete/create.js`,
  'commands/autocomplete/script': `${oclif}/plugin-autocomplete/lib/commands/autocomplete/script.js`,
}

const sources = [
  'src/run.ts',
  'src/help.ts',
  'src/sandbox/host/serve.ts',
  ...(await glob(`${root}src/commands`)),
  ...(await glob(`${root}src/hooks`)),
]
const entries = sources.map((path) => [
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
  // There is less text to parse at every start; names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  write: false,
}

/** Builds the programs, and the files that they read at run time, into a folder. `plugins` are esbuild's. */
export async function buildInto(outdir, { plugins = [] } = {}) {
  const { modules, inputs } = await modulesOf(outdir, plugins)
  const id = await buildId(outdir, modules)
  // These run before any of the modules; each is one file.
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

/** Bundles the app into CommonJS modules: one per command, and shared chunks. */
async function modulesOf(outdir, plugins) {
  const { metafile, outputFiles } = await build({
    ...shared,
    outdir,
    plugins: [...plugins, compiledChecks],
    metafile: true,
    entryPoints: { ...Object.fromEntries(entries), ...pluginCommands },
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm', // esbuild splits only ES modules
    define: {
      // oclif's own engine check would load all of semver at every start; bin/run.cjs checks instead.
      'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"',
      'import.meta.url': 'moduleUrl',
    },
    external: ['typescript', 'ts-node', 'tsconfig-paths'],
    // oclif needs these only without a manifest, or to detect WSL; they would cost 40 ms at every start.
    alias: Object.fromEntries(
      ['tinyglobby', 'minimatch', 'wsl-utils'].map((name) => [name, `${root}scripts/stubs/${name}.js`]),
    ),
  })
  return { modules: await Promise.all(outputFiles.map(commonJs)), inputs: Object.keys(metafile.inputs) }
}

/** Converts a chunk to CommonJS, because every Node can keep the compiled code of CommonJS modules (docs/adr/0003). */
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

/** A hash of everything that decides how a build behaves: its modules, and the templates of the pack. */
async function buildId(outdir, modules) {
  const files = await readdir(`${root}src/workflows/templates`, { recursive: true, withFileTypes: true })
  const templates = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  const contents = [
    ...modules.map(({ path, text }) => [relative(outdir, path), text]),
    ...(await Promise.all(
      templates.map(async (path) => [relative(root, path), await readFile(path, 'utf8')]),
    )),
  ]
  return createHash('sha256').update(JSON.stringify(contents.sort())).digest('hex').slice(0, 16)
}

/** Builds into a temporary folder and then replaces `dist`, so that a failed build, or a test that is running, still finds the last one. */
export async function buildHere() {
  const temporary = `${root}dist.${process.pid}`
  try {
    await buildInto(temporary)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw error
  }
  await rm(`${root}dist`, { recursive: true, force: true })
  await rename(temporary, `${root}dist`)
  await writeFile(`${root}oclif.manifest.json`, await manifestOf(root))
  await writeHelp(root)
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) await buildHere()
