import type { GraphQLError } from 'graphql'
import type { ResponseError } from './errors.js'

/** The error for a document that cannot be parsed. */
export const notParsed = ({ message, locations }: GraphQLError): ResponseError => ({
  message: message.replace(/^Syntax Error: /, 'Parse error: '),
  ...(locations && { locations }),
})

interface Rule {
  readonly pattern: RegExp
  readonly code: string
  readonly message: (...parts: readonly string[]) => string
  readonly names: readonly string[]
}
/** GitHub's messages and codes for validation errors of graphql-js. */
const rules: readonly Rule[] = [
  {
    pattern: /^Cannot query field "(\w+)" on type "(\w+)"/,
    code: 'undefinedField',
    message: (field, type) => `Field '${field}' doesn't exist on type '${type}'`,
    names: ['fieldName', 'typeName'],
  },
  {
    pattern: /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/,
    code: 'argumentNotAccepted',
    message: (argument, field) => `Field '${field}' doesn't accept argument '${argument}'`,
    names: ['argumentName', 'name'],
  },
  {
    pattern: /^Field "(\w+)" argument "(\w+)" of type "[^"]+" is required/,
    code: 'missingRequiredArguments',
    message: (field, argument) => `Field '${field}' is missing required arguments: ${argument}`,
    names: ['name', 'arguments'],
  },
  {
    pattern: /^Variable "\$(\w+)" is not defined(?: by operation "(\w*)")?/,
    code: 'variableNotDefined',
    message: (name, operation) =>
      `Variable $${name} is used by ${operation || 'anonymous query'} but not declared`,
    names: ['variableName', 'operationName'],
  },
  {
    pattern: /^Variable "\$(\w+)" is never used(?: in operation "(\w*)")?/,
    code: 'variableNotUsed',
    message: (name, operation) =>
      `Variable $${name} is declared by ${operation || 'anonymous query'} but not used`,
    names: ['variableName', 'operationName'],
  },
  {
    pattern: /^Unknown type "(\w+)"/,
    code: 'undefinedType',
    message: (type) => `No such type ${type}, so it can't be a fragment condition`,
    names: ['typeName'],
  },
  {
    pattern: /^Unknown fragment "(\w+)"/,
    code: 'useAndDefineFragment',
    message: (name) => `Fragment ${name} was used, but not defined`,
    names: ['fragmentName'],
  },
]

/** The error for a document that is invalid by the schema. Without a rule above it keeps the message of graphql-js. */
export function notValid({ message, locations }: GraphQLError): ResponseError {
  const position = { path: ['query'], ...(locations && { locations }) }
  for (const rule of rules) {
    const [found, ...parts] = rule.pattern.exec(message) ?? []
    if (found === undefined) continue
    const names = Object.fromEntries(rule.names.map((name, index) => [name, parts[index] ?? null]))
    return { ...position, extensions: { code: rule.code, ...names }, message: rule.message(...parts) }
  }
  return { ...position, message }
}

/** The error for a variable that is missing, null or of the wrong type. */
export function notAssignable({ message, locations }: GraphQLError): ResponseError {
  const [, name, type] =
    /^Variable "\$(\w+)" of (?:required|non-null) type "([^"]+)"/.exec(message) ??
    (message.includes(' Expected ') ? /^Variable "\$(\w+)" .*type "([^"]+)"/.exec(message) : null) ??
    /^Variable "\$(\w+)" got invalid value/.exec(message) ??
    []
  const isNull = message.includes('must not be null') || message.includes('was not provided')
  if (name === undefined) return { message, ...(locations && { locations }) }
  return {
    ...(locations && { locations }),
    extensions: {
      problems: [{ path: [], explanation: isNull ? 'Expected value to not be null' : message }],
    },
    message: `Variable $${name}${type === undefined ? '' : ` of type ${type}`} was provided invalid value`,
  }
}
