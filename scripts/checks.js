import { readFile } from 'node:fs/promises'
import { Ajv, _ } from 'ajv'
import formats from 'ajv-formats'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'

const root = new URL('..', import.meta.url).pathname

/**
 * Compiles the checks of requests and responses against GitHub's OpenAPI description at build time, which would take a server a
 * fifth of a second at each start. This is a plugin for esbuild: `checks:requests` and `checks:responses` export `checks`, an
 * object of ajv's validators, by `<operation>` and by `<operation> <status>`. The latter also has `error`, for errors without a schema.
 */
export const compiledChecks = {
  name: 'compiled-checks',
  setup(bundle) {
    bundle.onResolve({ filter: /^checks:/ }, ({ path }) => ({ path, namespace: 'checks' }))
    bundle.onLoad({ filter: /./, namespace: 'checks' }, async ({ path }) => {
      const contract = JSON.parse(await readFile(`${root}src/sandbox/contract/rest.json`, 'utf8'))
      const contents = path === 'checks:requests' ? requestChecks(contract) : responseChecks(contract)
      return { contents, loader: 'js', resolveDir: root }
    })
  },
}

/** The same as a plugin for Vite, for tests that import src. */
export const compiledChecksOfVite = {
  name: 'compiled-checks',
  resolveId: (id) => (id.startsWith('checks:') ? `\0${id}` : null),
  async load(id) {
    if (!id.startsWith('\0checks:')) return null
    const { outputFiles } = await build({
      stdin: { contents: `export * from '${id.slice(1)}'`, resolveDir: root },
      plugins: [compiledChecks],
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
    })
    return outputFiles[0].text
  },
}

/** `verbose` adds the data and the schema to each error, because refusals quote both. */
const requestChecks = ({ ops, definitions }) =>
  sourceOf(
    Object.entries(ops).flatMap(([operation, { body }]) => (body ? [[operation, body.schema]] : [])),
    definitions,
    { verbose: true },
  )

const errorSchema = {
  anyOf: ['basic-error', 'validation-error', 'validation-error-simple'].map((name) => ({
    $ref: `#/definitions/${name}`,
  })),
}
const responseChecks = ({ ops, definitions }) =>
  sourceOf(
    [
      ['error', errorSchema],
      ...Object.entries(ops).flatMap(([operation, { responses }]) =>
        Object.entries(responses).flatMap(([status, schema]) =>
          schema ? [[`${operation} ${status}`, schema]] : [],
        ),
      ),
    ],
    definitions,
    {},
  )

/** The source of a module that exports a validator for each named schema. Equal schemas share one. */
function sourceOf(schemas, definitions, options) {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    inlineRefs: false,
    unicodeRegExp: false,
    code: { source: true, esm: true, formats: _`require('./src/sandbox/contract/formats.ts').formats` },
    ...options,
  })
  formats.default(ajv)
  for (const format of ['repo.nwo', 'ssh-key', 'timestamp', 'binary', 'int32', 'int64', 'float'])
    ajv.addFormat(format, true)
  ajv.addFormat('uri', { type: 'string', validate: () => true }) // the compiled code uses formats.ts
  ajv.addSchema({ $id: 'github', definitions: withAbsoluteRefs(definitions) })
  const ids = new Map()
  const names = schemas.map(([name, schema]) => {
    const text = JSON.stringify(withAbsoluteRefs(schema))
    const id = ids.get(text) ?? `check${ids.size}`
    if (!ids.has(text)) ajv.addSchema({ ...JSON.parse(text), $id: id }, id)
    ids.set(text, id)
    return `${JSON.stringify(name)}: ${id}`
  })
  const code = standalone.default(ajv, Object.fromEntries([...ids.values()].map((id) => [id, id])))
  return `${code};export const checks = {${names.join(',\n')}}`
}

const withAbsoluteRefs = (tree) =>
  JSON.parse(JSON.stringify(tree).replaceAll('"#/definitions/', '"github#/definitions/'))
