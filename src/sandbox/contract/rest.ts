import { readFileSync } from 'node:fs'
import { dataFile } from '../data.js'

export type Schema = Readonly<Record<string, unknown>>

/** One operation of GitHub's OpenAPI description. A response without a schema is null. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly params: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly body?: { readonly required: boolean; readonly schema: Schema }
  readonly responses: Readonly<Record<string, Schema | null>>
}

/** The part of the description that the sandbox implements; also its route table. */
export interface Contract {
  readonly version: string
  readonly ops: Readonly<Record<string, Operation>>
  readonly definitions: Readonly<Record<string, Schema>>
}

export const readContract = (): Contract =>
  JSON.parse(readFileSync(dataFile('contract/rest.json'), 'utf8')) as Contract

export interface Route {
  readonly operation: string
  /** The decoded path parameters; null if the path is malformed. */
  readonly path: Readonly<Record<string, string>> | null
}
export type Router = (method: string, path: string) => Route | null

/** Path parameters that may contain slashes. */
const withSlashes = new Set(['ref', 'path', 'basehead', 'branch'])

/** Finds the operation of a request; of several matching routes the one with the most literal segments wins. */
export function createRouter({ ops }: Contract): Router {
  const routes = Object.entries(ops)
    .map(([operation, { method, path }]) => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      const source = path.replace(/\{(\w+)\}/g, (_, name: string) =>
        withSlashes.has(name) ? '(.+)' : '([^/]+)',
      )
      const literals = path.split('/').filter((part) => !part.startsWith('{')).length
      return { operation, method: method.toUpperCase(), names, pattern: new RegExp(`^${source}$`), literals }
    })
    // The contents of the root have a path without the last segment.
    .concat(ops['repos/get-content'] ? [rootOfContents] : [])
    .toSorted((left, right) => right.literals - left.literals)
  return (method, path) => {
    for (const route of routes) {
      const match = route.method === method ? route.pattern.exec(path) : null
      if (!match) continue
      const parts = match.slice(1).map(decode)
      if (parts.some((part) => part === null)) return { operation: route.operation, path: null }
      return {
        operation: route.operation,
        path: Object.fromEntries(route.names.map((name, index) => [name, parts[index] ?? ''])),
      }
    }
    return null
  }
}

const rootOfContents = {
  operation: 'repos/get-content',
  method: 'GET',
  names: ['owner', 'repo'],
  pattern: /^\/repos\/([^/]+)\/([^/]+)\/contents\/?$/,
  literals: 3,
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
