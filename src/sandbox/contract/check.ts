import type { ErrorObject } from 'ajv'
import type { Contract } from './rest.js'

/** The violations of GitHub's OpenAPI description, as messages; empty if the body is valid. */
export type RequestCheck = (operation: string, body: unknown) => readonly string[]
export type ResponseCheck = (operation: string, status: number, body: unknown) => readonly string[]

export async function requestCheck(): Promise<RequestCheck> {
  const { checks } = await import('checks:requests')
  return (operation, body) => {
    const isValid = checks[operation]
    return !isValid || isValid(body) ? [] : (isValid.errors ?? []).map(messageOf)
  }
}

/**
 * Statuses that any operation may return, though the description omits some of them. Their bodies are errors of one of two
 * shapes.
 */
const commonStatuses = new Set([400, 401, 403, 404, 409, 410, 415, 422, 429, 500, 501, 502, 503])

export async function responseCheck({ ops }: Contract): Promise<ResponseCheck> {
  const { checks } = await import('checks:responses')
  return (operation, status, body) => {
    const responses = ops[operation]?.responses ?? {}
    const isDocumented = responses[status] !== undefined
    if (!isDocumented && !commonStatuses.has(status)) return [`status ${status} is not documented`]
    const isValid = checks[`${operation} ${status}`] ?? (status >= 400 ? checks['error'] : undefined)
    if (!isValid) return body === undefined ? [] : ['the response has a body, but none is documented']
    return isValid(body)
      ? []
      : (isValid.errors ?? []).map(
          (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
        )
  }
}

/** GitHub's message for a violation of a request body. */
function messageOf({ keyword, instancePath, params, data, schema }: ErrorObject): string {
  const subject = `For 'properties${instancePath}', ${data === null ? 'nil' : (JSON.stringify(data) ?? 'nothing')}`
  if (keyword === 'required') return `"${String(params['missingProperty'])}" wasn't supplied.`
  if (keyword === 'type') return `${subject} is not ${article(String(params['type']))}.`
  if (keyword === 'enum') return `${subject} is not a member of ${JSON.stringify(schema)}.`
  if (keyword === 'oneOf' || keyword === 'anyOf') return `No subschema in "${keyword}" matched.`
  return `${subject} is not valid (${keyword}).`
}

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`)
