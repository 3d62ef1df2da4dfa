import type { Contract, Schema } from '../../src/sandbox/contract/rest.js'

/** Existing values by the parameter names of the contract. */
export type Known = Readonly<Record<string, readonly (string | number)[]>>

/** A generator of numbers in [0, 1), determined by the seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
export const pick = <Item>(random: () => number, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item

const sha = 'a'.repeat(40)
export const texts = [
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
export const numbers = [0, 1, 2, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 99]
export const wrong = [null, true, 0, '', 'x', [], {}, [null], { id: 1 }, [[[]]], { length: -1 }, 1e999]

/** A random body by a schema, with some values of a wrong type. */
export function randomBody(
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
  const child = (next: Schema, childName = name) =>
    randomBody(random, contract, known, next, childName, depth + 1)
  if ($ref !== undefined) return child(contract.definitions[String($ref).replace('#/definitions/', '')] ?? {})
  if (values !== undefined) return random() < 0.9 ? pick(random, values as readonly unknown[]) : 'other'
  if (choices !== undefined) return child(pick(random, choices))
  if (type === 'array' || items !== undefined)
    return Array.from({ length: Math.floor(random() * 3) }, () => child((items ?? {}) as Schema))
  if (type === 'object' || properties !== undefined) {
    const required = (schema['required'] ?? []) as readonly string[]
    const entries = Object.entries((properties ?? {}) as Record<string, Schema>)
      .filter(([key]) => !excluded.has(key))
      .filter(([key]) => random() < (required.includes(key) ? 0.97 : 0.4))
    return Object.fromEntries(entries.map(([key, property]) => [key, child(property, key)]))
  }
  if (type === 'boolean') return random() < 0.5
  if (type === 'integer' || type === 'number') return pick(random, numbers)
  const candidates = known[name] ?? known[aliases[name] ?? '']
  return candidates && random() < 0.7 ? pick(random, candidates) : pick(random, texts)
}
/** Fields that are never set, because later requests would only be refused. */
const excluded = new Set(['archived', 'private', 'visibility', 'default_branch'])
const aliases: Readonly<Record<string, string>> = {
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
