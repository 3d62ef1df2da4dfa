import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { Contract, Schema } from './rest.js'

/** What does not agree with GitHub's description, as sentences; empty if all is well. */
export interface Checker {
  request(operation: string, body: unknown): readonly string[]
  response(operation: string, status: number, body: unknown): readonly string[]
}

/**
 * Statuses that GitHub sends on any operation, though its description forgets some of them. Their bodies are errors, which
 * have one of two shapes.
 */
const common = new Set([400, 401, 403, 404, 409, 410, 415, 422, 429, 500, 501, 502, 503])
const errorSchema: Schema = {
  anyOf: ['basic-error', 'validation-error', 'validation-error-simple'].map((name) => ({
    $ref: `#/definitions/${name}`,
  })),
}

/** Compiles what it needs when it needs it: all of it takes more than a second. */
export function createChecker({ ops, definitions }: Contract): Checker {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    inlineRefs: false,
    code: { optimize: false }, // takes longer than the checks of most sandboxes
    unicodeRegExp: false,
    verbose: true,
  })
  formats.default(ajv)
  for (const format of ['repo.nwo', 'ssh-key', 'timestamp', 'binary', 'int32', 'int64', 'float'])
    ajv.addFormat(format, true)
  ajv.addFormat('uri', { type: 'string', validate: (text: string) => text === '' || URL.canParse(text) }) // GitHub sends ""
  ajv.addSchema({ $id: 'github', definitions: rooted(definitions) })

  const compiled = new Map<string, ValidateFunction>()
  const validator = (key: string, schema: Schema): ValidateFunction => {
    const known = compiled.get(key) ?? ajv.compile(rooted(schema))
    compiled.set(key, known)
    return known
  }
  return {
    request(operation, body) {
      const described = ops[operation]?.body
      if (!described) return []
      const validate = validator(`${operation} request`, described.schema)
      return validate(body) ? [] : (validate.errors ?? []).map(refusalOf)
    },
    response(operation, status, body) {
      const responses = ops[operation]?.responses ?? {}
      const documented = responses[status] !== undefined
      if (!documented && !common.has(status)) return [`status ${status} is not documented`]
      const schema = status >= 400 && !responses[status] ? errorSchema : (responses[status] ?? null)
      if (schema === null) return body === undefined ? [] : ['a body, where none is documented']
      const validate = validator(
        `${operation} ${status >= 400 && schema === errorSchema ? 'error' : status}`,
        schema,
      )
      return validate(body)
        ? []
        : (validate.errors ?? []).map(
            (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
          )
    },
  }
}

const rooted = <Tree>(tree: Tree): Tree =>
  JSON.parse(JSON.stringify(tree).replaceAll('"#/definitions/', '"github#/definitions/')) as Tree

/** How GitHub words what its own check of a body finds. */
function refusalOf({ keyword, instancePath, params, data, schema }: ErrorObject): string {
  const where = `For 'properties${instancePath}', ${data === null ? 'nil' : (JSON.stringify(data) ?? 'nothing')}`
  if (keyword === 'required') return `"${String(params['missingProperty'])}" wasn't supplied.`
  if (keyword === 'type') return `${where} is not ${article(String(params['type']))}.`
  if (keyword === 'enum') return `${where} is not a member of ${JSON.stringify(schema)}.`
  if (keyword === 'oneOf' || keyword === 'anyOf') return `No subschema in "${keyword}" matched.`
  return `${where} is not valid (${keyword}).`
}

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)
