import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { glob } from './files.js'
import { buildStart, writeHelp } from './help.js'
import { build } from 'esbuild'
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

const own = ['src/run.ts', ...(await glob(`${root}src/commands`)), ...(await glob(`${root}src/hooks`))]
const { existsSync } = await import('node:fs')
if (existsSync(`${root}src/sandbox/serve.ts`)) own.push('src/sandbox/serve.ts')
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
const { metafile } = await build({
  metafile: true,
  absWorkingDir: root,
  entryPoints: { ...Object.fromEntries(entries), ...borrowed },
  outdir,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // Every start parses less text. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  // Parts of @oclif/core are CommonJS and expect these names.
  banner: {
    js: "import{createRequire as $r}from'node:module';import{fileURLToPath as $f}from'node:url';import{dirname as $d}from'node:path';const require=$r(import.meta.url),__filename=$f(import.meta.url),__dirname=$d(__filename);",
  },
  // oclif's own engine check loads all of semver at every start: bin/run.cjs makes ours.
  define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"' },
  external: ['typescript', 'ts-node', 'tsconfig-paths'],
  // Needed by oclif only where the manifest is missing, or to name WSL: 40 ms at every start.
  alias: Object.fromEntries(
    ['tinyglobby', 'minimatch', 'wsl-utils'].map((name) => [name, `${root}scripts/stubs/${name}.js`]),
  ),
}).catch(failed)

await buildStart(root, outdir).catch(failed)
await mkdir(`${root}${outdir}/sandbox/contract`, { recursive: true })
await mkdir(`${root}${outdir}/sandbox/graphql`, { recursive: true })
await cp(`${root}src/workflows/templates`, `${root}${outdir}/workflows/templates`, { recursive: true })
await cp(`${root}src/sandbox/contract/rest.json`, `${root}${outdir}/sandbox/contract/rest.json`)
const schema = 'node_modules/@octokit/graphql-schema/schema.graphql'
await cp(root + schema, `${root}${outdir}/sandbox/graphql/schema.graphql`)
const notices = await noticesOf(root, [...Object.keys(metafile.inputs), schema]).catch(failed)
await writeFile(`${root}${outdir}/third-party-licences.txt`, notices)
await rm(`${root}dist`, { recursive: true, force: true })
await rename(`${root}${outdir}`, `${root}dist`)
await writeFile(`${root}oclif.manifest.json`, await manifestOf(root))
await writeHelp(root)
