import { isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { gitHubSchema } from '../../src/sandbox/graphql/schema.js'
import { types } from '../../src/sandbox/graphql/types.js'

/** A resolver of an unknown field would never run: it is a typing error. */
test('every resolver belongs to a field of the schema', () => {
  const unknownFields = Object.entries(types).flatMap(([name, fields]) => {
    const type = gitHubSchema().getType(name)
    if (!isObjectType(type)) return [name]
    return Object.keys(fields)
      .filter((field) => !(field in type.getFields()))
      .map((field) => `${name}.${field}`)
  })
  expect(unknownFields).toEqual([])
})
