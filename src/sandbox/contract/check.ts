import type { ErrorObject } from 'ajv'
import type { Contract } from './rest.js'

/** What does not agree with GitHub's description, as sentences; empty if all is well. */
export type RequestCheck = (operation: string, body: unknown) => readonly string[]
export type ResponseCheck = (operation: string, status: number, body: unknown) => readonly string[]

export async function requestCheck(): Promise<RequestCheck> {
  const { checks } = await import('checks:requests')
  return (operation, body) => {
    const isValid = checks[operation]
    return !isValid || isValid(body) ? [] : (isValid.errors ?? []).map(refusalOf)
  }
}

/**
 * Statuses that GitHub sends on any operation, though its description forgets some of them. Their bodies are errors, which
 * have one of two shapes.
 */
const common = new Set([400, 401, 403, 404, 409, 410, 415, 422, 429, 500, 501, 502, 503])

export async function responseCheck({ ops }: Contract): Promise<ResponseCheck> {
  const { checks } = await import('checks:responses')
  return (operation, status, body) => {
    const responses = ops[operation]?.responses ?? {}
    const isDocumented = responses[status] !== undefined
    if (!isDocumented && !common.has(status)) return [`status ${status} is not documented`]
    const isValid = checks[`${operation} ${status}`] ?? (status >= 400 ? checks['error'] : undefined)
    if (!isValid) return body === undefined ? [] : ['a body, where none is documented']
    return isValid(body)
      ? []
      : (isValid.errors ?? []).map(
          (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
        )
  }
}

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
