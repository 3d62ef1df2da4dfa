import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildASTSchema, parse, type DocumentNode, type GraphQLSchema } from 'graphql'
import { dataFile, packageRoot } from '../data.js'

/**
 * GitHub's own schema description (SDL). The whole of it, because `gh` asks what it holds (introspection) to decide what to
 * send. It is GitHub's word, so it is not validated again: that would double the 0.3 s it takes to read.
 */
const readSchema = (): GraphQLSchema =>
  buildASTSchema(readDocument(), { assumeValid: true, assumeValidSDL: true })

/** The build parses the description and puts it beside the bundle; the source takes it from the package it comes in. */
function readDocument(): DocumentNode {
  const parsed = dataFile('graphql/schema.json')
  if (existsSync(parsed)) return JSON.parse(readFileSync(parsed, 'utf8')) as DocumentNode
  const installed = join(packageRoot(), 'node_modules/@octokit/graphql-schema/schema.graphql')
  return parse(readFileSync(installed, 'utf8'), { noLocation: true })
}

const read: { schema: GraphQLSchema | null } = { schema: null }
/** Read when it is first asked for. It never changes, so every world shares it. */
export const theSchema = (): GraphQLSchema => (read.schema ??= readSchema())
