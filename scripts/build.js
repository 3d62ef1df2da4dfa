import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build, transform } from 'esbuild'
import { glob } from './files.js'
import { manifestOf } from './manifest.js'
import { noticesOf } from './notices.js'

const root = new URL('..', import.meta.url).pathname
const plugins = 'node_modules/@oclif'

/** Commands of oclif's own plugins, built in: whoever installs rel installs no other package. */
const borrowed = {
  'commands/help': `${plugins}/plugin-help/lib/commands/help.js`,
  'commands/autocomplete/index': `${plugins}/plugin-autocomplete/lib/commands/autocomplete/index.js`,
  'commands/autocomplete/create': `${plugins}/plugin-autocomplete/lib/commands/autocomplete/create.js`,
  'commands/autocomplete/script': `${plugins}/plugin-autocomplete/lib/commands/autocomplete/script.js`,
}

const own = [
  'src/run.ts',
  'src/sandbox/serve.ts',
  ...(await glob(`${root}src/commands`)),
  ...(await glob(`${root}src/hooks`)),
]
const entries = own.map((path) => [
  path.replace(/^.*?src\//, '').replace(/\.ts$/, ''),
  path.replace(root, ''),
])

// Built beside and then put in its place: a build that fails, or a test that runs meanwhile, finds the last one.
const outdir = `dist.${process.pid}`
const failed = async (error) => {
  await rm(`${root}${outdir}`, { recursive: true, force: true })
  throw error
}
const shared = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // Less text to parse at every start. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  write: false,
}
const { metafile, outputFiles } = await build({
  ...shared,
  metafile: true,
  entryPoints: { ...Object.fromEntries(entries), ...borrowed },
  chunkNames: 'chunks/[name]-[hash]',
  outExtension: { '.js': '.cjs' },
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
}).catch(failed)

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
const modules = await Promise.all(outputFiles.map(commonJs)).catch(failed)
const templates = (await readdir(`${root}src/workflows/templates`, { recursive: true, withFileTypes: true }))
  .filter((each) => each.isFile())
  .map((each) => join(each.parentPath, each.name))
const contents = await Promise.all(templates.map(async (path) => [path, await readFile(path, 'utf8')]))
const hashed = [
  ...modules.map(({ path, text }) => [relative(outdir, relative(root, path)), text]),
  ...contents,
]
/** Names what this build behaves like: its modules, and the templates of the pack. */
const buildId = createHash('sha256').update(JSON.stringify(hashed.sort())).digest('hex').slice(0, 16)
// What runs before any of them, each in one file.
const starters = await build({
  ...shared,
  entryPoints: { start: 'src/start/start.ts', serve: 'src/start/serve.ts' },
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { BUILD_ID: JSON.stringify(buildId) },
}).catch(failed)
for (const { path, text } of [...modules, ...starters.outputFiles]) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

await mkdir(`${root}${outdir}/sandbox/contract`, { recursive: true })
await mkdir(`${root}${outdir}/sandbox/graphql`, { recursive: true })
await cp(`${root}src/workflows/templates`, `${root}${outdir}/workflows/templates`, { recursive: true })
await cp(`${root}src/sandbox/contract/rest.json`, `${root}${outdir}/sandbox/contract/rest.json`)
const schema = 'node_modules/@octokit/graphql-schema/schema.graphql'
await cp(root + schema, `${root}${outdir}/sandbox/graphql/schema.graphql`)
const notices = await noticesOf(root, [...Object.keys(metafile.inputs), schema]).catch(failed)
await writeFile(`${root}${outdir}/third-party-licences.txt`, notices)
await writeFile(`${root}${outdir}/build-id`, `${buildId}\n`)
await rm(`${root}dist`, { recursive: true, force: true })
await rename(`${root}${outdir}`, `${root}dist`)
await writeFile(`${root}oclif.manifest.json`, await manifestOf(root))
