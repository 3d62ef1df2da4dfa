import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildASTSchema, parse, type DocumentNode, type GraphQLSchema } from 'graphql'
import { dataFile, packageRoot } from '../data.js'

/**
 * GitHub's complete schema (SDL), because `gh` decides by introspection what to send. It is assumed to be valid: validation
 * would double the 0.3 s of reading it.
 */
const readSchema = (): GraphQLSchema =>
  buildASTSchema(readDocument(), { assumeValid: true, assumeValidSDL: true })

/** The build writes the parsed schema beside the bundle; without a build it is read from its package. */
function readDocument(): DocumentNode {
  const parsed = dataFile('graphql/schema.json')
  if (existsSync(parsed)) return JSON.parse(readFileSync(parsed, 'utf8')) as DocumentNode
  const installed = join(packageRoot(), 'node_modules/@octokit/graphql-schema/schema.graphql')
  return parse(readFileSync(installed, 'utf8'), { noLocation: true })
}

const cache: { schema: GraphQLSchema | null } = { schema: null }
/** The schema, read on first use and shared by all sandboxes of the process. */
export const gitHubSchema = (): GraphQLSchema => (cache.schema ??= readSchema())
