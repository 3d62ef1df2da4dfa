import type { Contract, Schema } from '../../src/sandbox/contract/rest.js'

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

/** A body of a schema's shape, with something of another shape here and there. */
export function shaped(
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
/** A repository that is archived or private to others answers nothing but refusals from then on. */
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
