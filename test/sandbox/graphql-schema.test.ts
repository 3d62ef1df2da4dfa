import { isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { gitHubSchema } from '../../src/sandbox/graphql/schema.js'
import { types } from '../../src/sandbox/graphql/types.js'

/** An answer to a field that GitHub's schema does not have is never asked for: a slip of the pen. */
test('every answer belongs to a field of the schema', () => {
  const strays = Object.entries(types).flatMap(([name, fields]) => {
    const type = gitHubSchema().getType(name)
    if (!isObjectType(type)) return [name]
    return Object.keys(fields)
      .filter((field) => !(field in type.getFields()))
      .map((field) => `${name}.${field}`)
  })
  expect(strays).toEqual([])
})
