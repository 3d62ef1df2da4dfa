import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildASTSchema, parse, type GraphQLSchema } from 'graphql'
import { dataFile } from '../data.js'

/**
 * GitHub's own schema description (SDL). The whole of it, because `gh` asks what it holds (introspection) to decide what to
 * send. It is GitHub's word, so it is not validated again: that would double the 0.3 s it takes to read.
 */
function readSchema(path: string): GraphQLSchema {
  const document = parse(readFileSync(path, 'utf8'), { noLocation: true })
  return buildASTSchema(document, { assumeValid: true, assumeValidSDL: true })
}

/** The build puts the description beside the bundle; the source takes it from the package it comes in. */
function schemaFile(): string {
  const shipped = dataFile('graphql/schema.graphql')
  const installed = 'node_modules/@octokit/graphql-schema/schema.graphql'
  return existsSync(shipped) ? shipped : join(dirname(shipped), '../../..', installed)
}

const read: { schema: GraphQLSchema | null } = { schema: null }
/** Read when it is first asked for. It never changes, so every world shares it. */
export const theSchema = (): GraphQLSchema => (read.schema ??= readSchema(schemaFile()))
