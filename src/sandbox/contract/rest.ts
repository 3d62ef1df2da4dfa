import { readFileSync } from 'node:fs'
import { dataFile } from '../data.js'

export type Schema = Readonly<Record<string, unknown>>

/** One operation of GitHub's OpenAPI description. A response without a schema is null. */
export interface Described {
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

/** The part of the description that the sandbox knows: also its route table. */
export interface Contract {
  readonly version: string
  readonly ops: Readonly<Record<string, Described>>
  readonly definitions: Readonly<Record<string, Schema>>
}

export const readContract = (): Contract =>
  JSON.parse(readFileSync(dataFile('contract/rest.json'), 'utf8')) as Contract

export interface Route {
  readonly operation: string
  /** The parts of the path, decoded; null if it is malformed. */
  readonly path: Readonly<Record<string, string>> | null
}
export type Router = (method: string, path: string) => Route | null

/** These may hold slashes: refs, branches, and paths of files. */
const wide = new Set(['ref', 'path', 'basehead', 'branch'])

/** Finds the operation that a request names: the route with the most words of its own wins. */
export function createRouter({ ops }: Contract): Router {
  const routes = Object.entries(ops)
    .map(([operation, { method, path }]) => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      const source = path.replace(/\{(\w+)\}/g, (_, name: string) => (wide.has(name) ? '(.+)' : '([^/]+)'))
      const words = path.split('/').filter((part) => !part.startsWith('{')).length
      return { operation, method: method.toUpperCase(), names, pattern: new RegExp(`^${source}$`), words }
    })
    // The root of the contents is a path without its last part.
    .concat(ops['repos/get-content'] ? [rootOfContents] : [])
    .toSorted((one, other) => other.words - one.words)
  return (method, path) => {
    for (const route of routes) {
      const match = route.method === method ? route.pattern.exec(path) : null
      if (!match) continue
      const parts = match.slice(1).map(decode)
      if (parts.some((part) => part === null)) return { operation: route.operation, path: null }
      return {
        operation: route.operation,
        path: Object.fromEntries(route.names.map((name, at) => [name, parts[at] ?? ''])),
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
  words: 3,
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
