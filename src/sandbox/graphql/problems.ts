import type { GraphQLError } from 'graphql'
import type { AnswerError } from './errors.js'

/** A document that is not GraphQL. */
export const notParsed = ({ message, locations }: GraphQLError): AnswerError => ({
  message: message.replace(/^Syntax Error: /, 'Parse error: '),
  ...(locations && { locations }),
})

interface Rule {
  readonly pattern: RegExp
  readonly code: string
  readonly message: (...parts: readonly string[]) => string
  readonly names: readonly string[]
}
/** What GitHub says where the schema does not have what is asked for, or not so. */
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

/** A document that does not fit the schema. What has no rule above keeps the words of the GraphQL reference implementation. */
export function notValid({ message, locations }: GraphQLError): AnswerError {
  const where = { path: ['query'], ...(locations && { locations }) }
  for (const rule of rules) {
    const [found, ...parts] = rule.pattern.exec(message) ?? []
    if (found === undefined) continue
    const names = Object.fromEntries(rule.names.map((name, index) => [name, parts[index] ?? null]))
    return { ...where, extensions: { code: rule.code, ...names }, message: rule.message(...parts) }
  }
  return { ...where, message }
}

/** Variables that are missing, null or of another shape than the operation declares. */
export function notAssignable({ message, locations }: GraphQLError): AnswerError {
  const [, name, type] =
    /^Variable "\$(\w+)" of (?:required|non-null) type "([^"]+)"/.exec(message) ??
    /^Variable "\$(\w+)" .*Expected .*type "([^"]+)"/.exec(message) ??
    /^Variable "\$(\w+)" got invalid value/.exec(message) ??
    []
  const explanation = message.includes('must not be null') || message.includes('was not provided')
  if (name === undefined) return { message, ...(locations && { locations }) }
  return {
    ...(locations && { locations }),
    extensions: {
      problems: [{ path: [], explanation: explanation ? 'Expected value to not be null' : message }],
    },
    message: `Variable $${name}${type === undefined ? '' : ` of type ${type}`} was provided invalid value`,
  }
}
