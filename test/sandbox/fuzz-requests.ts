import { readdirSync, readFileSync } from 'node:fs'
import type { Contract } from '../../src/sandbox/contract/rest.js'
import { randomFrom, numbers, pick, randomBody, texts, wrong, type Known } from './fuzz-bodies.js'

/** A request to send; `valid`: its path names existing resources, and the token is of a user. */
export interface FuzzRequest {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly login: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly valid: boolean
  /** The length after which the connection breaks within the body; null: the body is sent completely. */
  readonly cut: number | null
}

/** Operations that run several git processes. */
const heavy =
  /^(pulls\/(get|create|merge|update|list-files|list-commits|update-branch)|git\/|repos\/(compare|merge|list-commits|get-commit|list-branches|get-branch|get-content|create-or-update-file|list-pull-requests|generate|create-in-org|get-combined)|checks\/|actions\/(list-repo-workflows|get-workflow|create-workflow)|search)/
const destructive = /delete|remove|protection|create-in-org|ruleset/
const weightOf = (operation: string): number =>
  destructive.test(operation) ? 1 : heavy.test(operation) ? 1 : 8

const documents = new URL('./documents/', import.meta.url)

/** A generator of requests, determined by their number. */
export function fuzzRequests(
  contract: Contract,
  known: Known,
  logins: readonly string[],
): (number: number) => FuzzRequest {
  const operations = Object.entries(contract.ops).flatMap(([name, operation]) =>
    Array.from({ length: weightOf(name) }, () => ({ name, ...operation })),
  )
  const queries = readdirSync(documents).map((name) => readFileSync(new URL(name, documents), 'utf8'))
  return (number) => {
    const random = randomFrom(number * 7919 + 17)
    const login = random() < 0.06 ? pick(random, ['nobody', null]) : pick(random, logins)
    const headers = random() < 0.15 ? unusualHeaders(random) : {}
    if (random() < 0.02) return { ...graphql(random, queries), login, headers, valid: false, cut: null }
    const { name, method, path, body } = pick(random, operations)
    const isValid = random() < 0.85
    const url = path.replace(/\{(\w+)\}/g, (_, part: string) => {
      const values = isValid || random() < 0.6 ? known[part] : undefined
      const value = String(values ? pick(random, values) : pick(random, [...texts.slice(0, 40), ...numbers]))
      return encodeURIComponent(value).replaceAll('%2F', random() < 0.5 ? '/' : '%2F')
    })
    const complete = [...path.matchAll(/\{(\w+)\}/g)].every(([, part = '']) => known[part] !== undefined)
    const value = body && randomBody(random, contract, known, body.schema)
    const text = bodyText(random, name === 'repos/update' ? withoutName(value) : value)
    return {
      name,
      method: method.toUpperCase(),
      path: url + queryText(random),
      login,
      headers,
      body: text,
      valid: isValid && complete && login !== null && login !== 'nobody',
      cut: text !== null && random() < 0.01 ? Math.floor(random() * text.length) : null,
    }
  }
}

/** Renaming the repository would turn all later requests into a 404. */
const withoutName = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'name' in value ? { ...value, name: undefined } : value

function bodyText(random: () => number, body: unknown): string | null {
  if (body === undefined) return random() < 0.05 ? pick(random, ['{}', '[', 'x', '"']) : null
  const text = JSON.stringify(body) ?? ''
  const chance = random()
  if (chance < 0.02) return text.slice(0, Math.floor(random() * text.length))
  if (chance < 0.03) return '['.repeat(50_000)
  if (chance < 0.032) return JSON.stringify({ ...(body as object), body: 'y'.repeat(3_000_000) })
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

function unusualHeaders(random: () => number): Readonly<Record<string, string>> {
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
  const offset = Math.floor(random() * query.length)
  const broken =
    random() < 0.5 ? query : query.slice(0, offset) + query.slice(offset + Math.floor(random() * 40))
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
