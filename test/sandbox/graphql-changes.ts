import { expect } from 'vitest'
import type { GraphqlBody, Organization } from './graphql-organization.js'

/** Runs queries and mutations, which must succeed or (`failure`) have exactly one error. */
export function changesOf(acme: Organization) {
  const ask = (query: string, variables: object = {}, login = 'dev'): Promise<GraphqlBody> =>
    acme.ask(login, query, variables)
  const send = (name: string, type: string, input: object, fields: string, login: string) =>
    ask(
      `mutation($input:${type}Input!) { ${name}(input:$input) { clientMutationId ${fields} } }`,
      { input },
      login,
    )
  return {
    inWidgets: async (fields: string) => {
      const { data, errors } = await ask(`{ repository(owner:"acme",name:"widgets") { ${fields} } }`)
      expect(errors).toBeUndefined()
      return data.repository
    },
    change: async (name: string, type: string, input: object, fields: string, login = 'dev') => {
      const { data, errors } = await send(name, type, input, fields, login)
      expect(errors).toBeUndefined()
      return data[name]
    },
    failure: async (name: string, type: string, input: object, login = 'dev') => {
      const { errors } = await send(name, type, input, '', login)
      expect(errors).toHaveLength(1)
      return errors![0]!
    },
  }
}
