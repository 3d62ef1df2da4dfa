import { child, entriesOf, literal, type Node } from '../workflow/yaml.js'

export type Level = 'none' | 'read' | 'write'
/** By the names of workflow files; what is missing is none. */
export type Permissions = Readonly<Record<string, Level>>

const scopes = [
  ...[
    'actions',
    'artifact-metadata',
    'attestations',
    'checks',
    'contents',
    'deployments',
    'discussions',
    'id-token',
  ],
  ...[
    'issues',
    'models',
    'packages',
    'pages',
    'pull-requests',
    'repository-projects',
    'security-events',
    'statuses',
  ],
]
const levels: readonly Level[] = ['none', 'read', 'write']

const all = (level: Level): Permissions =>
  Object.fromEntries(
    scopes.map((scope) => [scope, scope === 'id-token' && level === 'read' ? 'none' : level]),
  )

/** What a token may where no file says it: the repository's setting (docs: "GITHUB_TOKEN", permissions). */
export const usualPermissions = (setting: 'read' | 'write'): Permissions =>
  setting === 'write' ? { ...all('write'), 'id-token': 'none' } : { contents: 'read', packages: 'read' }

/** Once any is given, those that are not are none (docs: "Workflow syntax", permissions). */
export function permissionsOf(node: Node | undefined, inherited: Permissions): Permissions {
  if (!node) return inherited
  const word = literal(node)
  if (word === 'read-all') return all('read')
  if (word === 'write-all') return all('write')
  return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key, levelOf(literal(value))]))
}

const levelOf = (word: string | null): Level => levels.find((level) => level === word) ?? 'none'

/** What is asked for beyond what is allowed. */
export const excess = (wanted: Permissions, allowed: Permissions): readonly string[] =>
  Object.keys(wanted).filter((scope) => rank(wanted[scope]) > rank(allowed[scope]))

const rank = (level: Level | undefined): number => levels.indexOf(level ?? 'none')

/** A pull request of a fork reads, whatever its file asks for. */
export const readOnly = (permissions: Permissions): Permissions =>
  Object.fromEntries(
    Object.entries(permissions).map(([scope, level]) => [scope, level === 'write' ? 'read' : level]),
  )

/** As tokens carry them: with underscores, and only what they may. */
export const ofToken = (permissions: Permissions): Readonly<Record<string, 'read' | 'write'>> =>
  Object.fromEntries(
    Object.entries(permissions).flatMap(([scope, level]) =>
      level === 'none' ? [] : [[scope.replaceAll('-', '_'), level]],
    ),
  )

export const jobPermissions = (root: Node, job: Node, inherited: Permissions): Permissions =>
  permissionsOf(child(job, 'permissions'), permissionsOf(child(root, 'permissions'), inherited))
