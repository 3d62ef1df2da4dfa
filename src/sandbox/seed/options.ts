/** The repositories to seed: all alike, except that the last ones are read-only or archived. */
export interface SeedOptions {
  readonly repositories: number
  readonly prefix: string
  /** Whether they have rel's configuration, labels and environments. */
  readonly adopted: boolean
  readonly archived: number
  readonly readOnly: number
  /** Pull requests that were squash-merged since the last release. */
  readonly pulls: number
  readonly releases: number
  /** Deployments of the environment dev; the last one is main's head. */
  readonly deployments: number
}

export interface SeedRepository {
  readonly name: string
  readonly archived: boolean
  readonly readOnly: boolean
}

/** Maximum values: enough for the measurements of `npm run bench`; a higher number is likely a typing error. */
const maxima = {
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

/** The options in the body of a request, or an error message. */
export function seedOptionsFrom(body: Readonly<Record<string, unknown>>): SeedOptions | string {
  const options: Readonly<Record<string, unknown>> = { ...defaults, ...body }
  const known = ['prefix', 'adopted', ...Object.keys(maxima)]
  const unknown = Object.keys(options).filter((key) => !known.includes(key))
  if (unknown.length > 0) return `Unknown option: ${unknown.join(', ')}; use ${known.join(', ')}`
  if (typeof options['prefix'] !== 'string' || !/^[A-Za-z0-9_][\w.-]{0,79}$/.test(options['prefix']))
    return 'Invalid "prefix"; use letters, digits, -, _ and dots, starting with a letter, digit or _'
  if (typeof options['adopted'] !== 'boolean') return '"adopted" must be true or false'
  for (const [key, limit] of Object.entries(maxima)) {
    const least = key === 'repositories' || key === 'deployments' ? 1 : 0
    const count = options[key]
    if (typeof count !== 'number' || !Number.isInteger(count) || count < least || count > limit)
      return `"${key}" must be an integer from ${least} to ${limit}`
  }
  const { repositories, archived, readOnly } = options as unknown as SeedOptions
  if (archived + readOnly > repositories)
    return 'There are more archived and read-only repositories than repositories'
  return options as unknown as SeedOptions
}

/** Named `PREFIX-01`, `PREFIX-02`, …: numbers of the same width, at least two digits. */
export function repositoriesOf({
  repositories,
  prefix,
  archived,
  readOnly,
}: SeedOptions): readonly SeedRepository[] {
  const width = Math.max(2, String(repositories).length)
  return Array.from({ length: repositories }, (_, index) => ({
    name: `${prefix}-${String(index + 1).padStart(width, '0')}`,
    archived: index >= repositories - archived,
    readOnly: index >= repositories - archived - readOnly && index < repositories - archived,
  }))
}

/** The description of a seeded repository, by which seeding again recognizes it. */
export const descriptionOf = ({ adopted, pulls, releases, deployments }: SeedOptions): string =>
  `Seeded${adopted ? ' and adopted' : ''}: ${pulls} pull requests, ${releases} releases, ${deployments} deployments`
