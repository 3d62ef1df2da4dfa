import { expect } from 'vitest'
import type { GraphqlBody, Organization } from './graphql-organization.js'

/** Asks as somebody, and insists that a mutation goes well or fails with one error. */
export function changesOf(acme: Organization) {
  const ask = (query: string, variables: object = {}, login = 'dev'): Promise<GraphqlBody> =>
    acme.ask(login, query, variables)
  const send = (name: string, type: string, input: object, want: string, login: string) =>
    ask(
      `mutation($input:${type}Input!) { ${name}(input:$input) { clientMutationId ${want} } }`,
      { input },
      login,
    )
  return {
    inWidgets: async (what: string) => {
      const { data, errors } = await ask(`{ repository(owner:"acme",name:"widgets") { ${what} } }`)
      expect(errors).toBeUndefined()
      return data.repository
    },
    change: async (name: string, type: string, input: object, want: string, login = 'dev') => {
      const { data, errors } = await send(name, type, input, want, login)
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
