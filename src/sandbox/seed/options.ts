/** What is to be seeded: `repositories` of them, all alike but for the last ones, which are read-only and archived. */
export interface SeedOptions {
  readonly repositories: number
  readonly prefix: string
  /** Have they rel's configuration, labels and environments? */
  readonly adopted: boolean
  readonly archived: number
  readonly readOnly: number
  /** Squash-merged since the last release. */
  readonly pulls: number
  readonly releases: number
  /** Of the environment dev; the last one is main's head. */
  readonly deployments: number
}

export interface SeedRepository {
  readonly name: string
  readonly archived: boolean
  readonly readOnly: boolean
}

/** Enough for what GitHub itself is measured with; above that it is a mistake in typing. */
const most = {
  repositories: 1000,
  archived: 1000,
  readOnly: 1000,
  pulls: 20_000,
  releases: 20_000,
  deployments: 50_000,
}
const defaults: Readonly<Record<string, unknown>> = {
  adopted: false,
  archived: 0,
  readOnly: 0,
  pulls: 0,
  releases: 0,
  deployments: 1,
}

/** What a script sent, or what is wrong with it. */
export function seedOptionsFrom(body: Readonly<Record<string, unknown>>): SeedOptions | string {
  const options: Readonly<Record<string, unknown>> = { ...defaults, ...body }
  const known = ['prefix', 'adopted', ...Object.keys(most)]
  const unknown = Object.keys(options).filter((key) => !known.includes(key))
  if (unknown.length > 0) return `Unknown: ${unknown.join(', ')}. Known: ${known.join(', ')}.`
  if (typeof options['prefix'] !== 'string' || !/^[A-Za-z0-9_][\w.-]{0,79}$/.test(options['prefix']))
    return '"prefix" is the beginning of a name: letters, digits, -, _ and dots.'
  if (typeof options['adopted'] !== 'boolean') return '"adopted" is true or false.'
  for (const [key, limit] of Object.entries(most)) {
    const least = key === 'repositories' || key === 'deployments' ? 1 : 0
    const count = options[key]
    if (typeof count !== 'number' || !Number.isInteger(count) || count < least || count > limit)
      return `"${key}" is a number from ${least} to ${limit}.`
  }
  const { repositories, archived, readOnly } = options as unknown as SeedOptions
  if (archived + readOnly > repositories)
    return 'There are more archived and read-only ones than repositories.'
  return options as unknown as SeedOptions
}

/** `P-01`, `P-02`, …: all of the same width, of two digits at least. */
export function repositoriesOf({
  repositories,
  prefix,
  archived,
  readOnly,
}: SeedOptions): readonly SeedRepository[] {
  const width = Math.max(2, String(repositories).length)
  return Array.from({ length: repositories }, (_, at) => ({
    name: `${prefix}-${String(at + 1).padStart(width, '0')}`,
    archived: at >= repositories - archived,
    readOnly: at >= repositories - archived - readOnly && at < repositories - archived,
  }))
}

/** What the repository says of itself; seeding again recognises it by this. */
export const descriptionOf = ({ adopted, pulls, releases, deployments }: SeedOptions): string =>
  `Seeded${adopted ? ' and adopted' : ''}: ${pulls} pull requests, ${releases} releases, ${deployments} deployments`
