import { realpathSync } from 'node:fs'
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { glob } from './files.js'
import { build } from 'esbuild'
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

const own = ['src/run.ts', ...(await glob(`${root}src/commands`)), ...(await glob(`${root}src/hooks`))]
const { existsSync } = await import('node:fs')
if (existsSync(`${root}src/sandbox/serve.ts`)) own.push('src/sandbox/serve.ts')
const entries = own.map((path) => [
  path.replace(/^.*?src\//, '').replace(/\.ts$/, ''),
  path.replace(root, ''),
])

/** Builds the programs and all that they read at run time into a folder; `plugins`: esbuild's. */
export async function buildInto(outdir, { plugins = [] } = {}) {
  const { metafile } = await build({
    metafile: true,
    absWorkingDir: root,
    entryPoints: { ...Object.fromEntries(entries), ...borrowed },
    outdir,
    plugins,
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
  })

  await mkdir(`${outdir}/sandbox/contract`, { recursive: true })
  await mkdir(`${outdir}/sandbox/graphql`, { recursive: true })
  await cp(`${root}src/workflows/templates`, `${outdir}/workflows/templates`, { recursive: true })
  await cp(`${root}src/sandbox/contract/rest.json`, `${outdir}/sandbox/contract/rest.json`)
  const schema = 'node_modules/@octokit/graphql-schema/schema.graphql'
  await cp(root + schema, `${outdir}/sandbox/graphql/schema.graphql`)
  const notices = await noticesOf(root, [...Object.keys(metafile.inputs), schema])
  await writeFile(`${outdir}/third-party-licences.txt`, notices)
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
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) await buildHere()
