import { readdirSync, readFileSync } from 'node:fs'
import type { Contract } from '../../src/sandbox/contract/rest.js'
import { chance, numbers, pick, shaped, texts, wrong, type Known } from './fuzz-bodies.js'

/** A request as it is sent; `valid`: everything in its path names something that is there, and the token is a person's. */
export interface Shot {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly login: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly valid: boolean
  /** Only that much of the body follows the headers that announce all of it; then the connection breaks. */
  readonly cut: number | null
}

/** Most of these run git, several times each. */
const heavy =
  /^(pulls\/(get|create|merge|update|list-files|list-commits|update-branch)|git\/|repos\/(compare|merge|list-commits|get-commit|list-branches|get-branch|get-content|create-or-update-file|list-pull-requests|generate|create-in-org|get-combined)|checks\/|actions\/(list-repo-workflows|get-workflow|create-workflow)|search)/
const destructive = /delete|remove|protection|create-in-org|ruleset/
const weightOf = (operation: string): number =>
  destructive.test(operation) ? 1 : heavy.test(operation) ? 1 : 8

const documents = new URL('./documents/', import.meta.url)

/** A source of requests: the same number gives the same request. */
export function shots(contract: Contract, known: Known, logins: readonly string[]): (number: number) => Shot {
  const operations = Object.entries(contract.ops).flatMap(([name, described]) =>
    Array.from({ length: weightOf(name) }, () => ({ name, ...described })),
  )
  const queries = readdirSync(documents).map((name) => readFileSync(new URL(name, documents), 'utf8'))
  return (number) => {
    const random = chance(number * 7919 + 17)
    const login = random() < 0.06 ? pick(random, ['nobody', null]) : pick(random, logins)
    const headers = random() < 0.15 ? strangeHeaders(random) : {}
    if (random() < 0.02) return { ...graphql(random, queries), login, headers, valid: false, cut: null }
    const { name, method, path, body } = pick(random, operations)
    const sound = random() < 0.85
    const url = path.replace(/\{(\w+)\}/g, (_, part: string) => {
      const there = sound || random() < 0.6 ? known[part] : undefined
      const value = String(there ? pick(random, there) : pick(random, [...texts.slice(0, 40), ...numbers]))
      return encodeURIComponent(value).replaceAll('%2F', random() < 0.5 ? '/' : '%2F')
    })
    const complete = [...path.matchAll(/\{(\w+)\}/g)].every(([, part = '']) => known[part] !== undefined)
    const wish = body && shaped(random, contract, known, body.schema)
    const text = bodyText(random, name === 'repos/update' ? withoutName(wish) : wish)
    return {
      name,
      method: method.toUpperCase(),
      path: url + queryText(random),
      login,
      headers,
      body: text,
      valid: sound && complete && login !== null && login !== 'nobody',
      cut: text !== null && random() < 0.01 ? Math.floor(random() * text.length) : null,
    }
  }
}

/** Called differently, the repository would answer 404 to all that follows. */
const withoutName = (wish: unknown): unknown =>
  typeof wish === 'object' && wish !== null && 'name' in wish ? { ...wish, name: undefined } : wish

function bodyText(random: () => number, body: unknown): string | null {
  if (body === undefined) return random() < 0.05 ? pick(random, ['{}', '[', 'x', '"']) : null
  const text = JSON.stringify(body) ?? ''
  const luck = random()
  if (luck < 0.02) return text.slice(0, Math.floor(random() * text.length))
  if (luck < 0.03) return '['.repeat(50_000)
  if (luck < 0.032) return JSON.stringify({ ...(body as object), body: 'y'.repeat(3_000_000) })
  return text
}

function queryText(random: () => number): string {
  if (random() < 0.6) return ''
  const names = [
    'page',
    'per_page',
    'state',
    'sort',
    'direction',
    'ref',
    'sha',
    'environment',
    'q',
    'since',
    'filter',
    'status',
    'labels',
    'recursive',
    'event',
  ]
  const values = [
    '1',
    '2',
    '100',
    '0',
    '-1',
    '1e9',
    'NaN',
    'all',
    'open',
    'main',
    'asc',
    '',
    '%00',
    '%ff',
    'is:pr',
    '2026-01-01',
  ]
  return `?${pick(random, names)}=${pick(random, values)}&${pick(random, names)}=${pick(random, values)}`
}

function strangeHeaders(random: () => number): Readonly<Record<string, string>> {
  return pick(random, [
    { accept: 'application/vnd.github.raw+json' },
    { accept: '*/*;q=x' },
    { 'content-type': 'text/plain; charset=utf-7' },
    { 'if-none-match': 'W/"x", "y"' },
    { 'x-github-api-version': '1999-01-01' },
    { 'x-http-method-override': 'DELETE' },
    { authorization: 'Basic %%%' },
    { authorization: `Bearer ${'z'.repeat(4000)}` },
    { range: 'bytes=9-1' },
    { 'x-large': 'h'.repeat(20_000) },
    { origin: 'null', 'transfer-encoding': 'chunked' },
  ])
}

function graphql(random: () => number, queries: readonly string[]) {
  const query = pick(random, queries)
  const at = Math.floor(random() * query.length)
  const broken = random() < 0.5 ? query : query.slice(0, at) + query.slice(at + Math.floor(random() * 40))
  const names = [...query.matchAll(/\$(\w+)/g)].map(([, name = '']) => name)
  const value = (name: string): unknown =>
    name === 'owner'
      ? 'acme'
      : /name|repo/.test(name)
        ? 'fuzz-01'
        : pick(random, [...texts.slice(0, 20), ...wrong])
  const variables = Object.fromEntries(names.map((name) => [name, value(name)]))
  return {
    name: 'graphql',
    method: 'POST',
    path: '/graphql',
    body: JSON.stringify({ query: broken, variables, operationName: random() < 0.9 ? null : 'x' }),
  }
}
