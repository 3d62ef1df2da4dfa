import { readdirSync, readFileSync } from 'node:fs'
import type { Contract, Schema } from '../../src/sandbox/contract/rest.js'

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

/** What is there, by the names that the paths of the contract use. */
export type Known = Readonly<Record<string, readonly (string | number)[]>>

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
const pick = <Item>(random: () => number, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item

const sha = 'a'.repeat(40)
const texts = [
  ...[
    '',
    ' ',
    'x',
    'main',
    'feature/1',
    'v0.1.0',
    'refs/heads/main',
    'refs/tags/v0.2.0',
    'dev',
    'rosa',
    'deploy',
  ],
  ...[
    'production',
    'HEAD',
    sha,
    'null',
    '-n',
    '--help',
    '../../etc/passwd',
    'a..b',
    'a@{1}',
    '%2e%2e',
    '🚀 größer',
  ],
  ...[
    '\u0000',
    '\r\nx: y',
    '{{',
    '"',
    '<script>',
    '2026-01-01T00:00:00Z',
    '9'.repeat(30),
    'x'.repeat(70_000),
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'owner:main',
    '.github/workflows/ci.yml',
    'success',
    '[',
    '(?:',
  ],
]
const numbers = [0, 1, 2, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 99]
const wrong = [null, true, 0, '', 'x', [], {}, [null], { id: 1 }, [[[]]], { length: -1 }, 1e999]

/** A body of a schema's shape, with something of another shape here and there. */
function shaped(
  random: () => number,
  contract: Contract,
  known: Known,
  schema: Schema,
  name = '',
  depth = 0,
): unknown {
  if (random() < 0.04 || depth > 6) return pick(random, wrong)
  const { $ref, enum: values, type, properties, items } = schema as Record<string, never>
  const choices = (schema['oneOf'] ?? schema['anyOf']) as readonly Schema[] | undefined
  const inner = (next: Schema, as = name) => shaped(random, contract, known, next, as, depth + 1)
  if ($ref !== undefined) return inner(contract.definitions[String($ref).replace('#/definitions/', '')] ?? {})
  if (values !== undefined) return random() < 0.9 ? pick(random, values as readonly unknown[]) : 'other'
  if (choices !== undefined) return inner(pick(random, choices))
  if (type === 'array' || items !== undefined)
    return Array.from({ length: Math.floor(random() * 3) }, () => inner((items ?? {}) as Schema))
  if (type === 'object' || properties !== undefined) {
    const required = (schema['required'] ?? []) as readonly string[]
    const entries = Object.entries((properties ?? {}) as Record<string, Schema>)
      .filter(([key]) => !kept.has(key))
      .filter(([key]) => random() < (required.includes(key) ? 0.97 : 0.4))
    return Object.fromEntries(entries.map(([key, each]) => [key, inner(each, key)]))
  }
  if (type === 'boolean') return random() < 0.5
  if (type === 'integer' || type === 'number') return pick(random, numbers)
  const fitting = known[name] ?? known[likeness[name] ?? '']
  return fitting && random() < 0.7 ? pick(random, fitting) : pick(random, texts)
}
/** A repository that is archived, private to others or called differently answers nothing but refusals from then on. */
const kept = new Set(['archived', 'private', 'visibility', 'default_branch'])
const likeness: Readonly<Record<string, string>> = {
  base: 'branch',
  head: 'branch',
  tag_name: 'tag',
  target_commitish: 'branch',
  environment: 'environment_name',
  labels: 'label',
  name: 'label',
  object: 'sha',
  commit_sha: 'sha',
  assignees: 'username',
  reviewers: 'username',
  from: 'sha',
  branch: 'branch',
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
    const text = bodyText(random, body && shaped(random, contract, known, body.schema))
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
