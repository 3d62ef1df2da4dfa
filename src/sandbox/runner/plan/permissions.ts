import { child, entriesOf, literal, type Node } from '../workflow/yaml.js'

export type Level = 'none' | 'read' | 'write'
/** Levels by the scope names of workflow files; a missing scope is `none`. */
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

/** The default permissions of a token, by the repository's setting (docs: "GITHUB_TOKEN", permissions). */
export const defaultTokenPermissions = (setting: 'read' | 'write'): Permissions =>
  setting === 'write' ? { ...all('write'), 'id-token': 'none' } : { contents: 'read', packages: 'read' }

/** The permissions of a node. If any scope is given, all others are `none` (docs: "Workflow syntax", permissions). */
export function permissionsOf(node: Node | undefined, inherited: Permissions): Permissions {
  if (!node) return inherited
  const word = literal(node)
  if (word === 'read-all') return all('read')
  if (word === 'write-all') return all('write')
  return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key, levelOf(literal(value))]))
}

const levelOf = (word: string | null): Level => levels.find((level) => level === word) ?? 'none'

/** The scopes whose requested level exceeds the allowed one. */
export const excess = (requested: Permissions, allowed: Permissions): readonly string[] =>
  Object.keys(requested).filter((scope) => rank(requested[scope]) > rank(allowed[scope]))

const rank = (level: Level | undefined): number => levels.indexOf(level ?? 'none')

/** The permissions of a pull request from a fork, which are read-only. */
export const readOnly = (permissions: Permissions): Permissions =>
  Object.fromEntries(
    Object.entries(permissions).map(([scope, level]) => [scope, level === 'write' ? 'read' : level]),
  )

/** The permissions in the form that tokens have: scope names with underscores, without `none`. */
export const tokenPermissions = (permissions: Permissions): Readonly<Record<string, 'read' | 'write'>> =>
  Object.fromEntries(
    Object.entries(permissions).flatMap(([scope, level]) =>
      level === 'none' ? [] : [[scope.replaceAll('-', '_'), level]],
    ),
  )

export const jobPermissions = (root: Node, job: Node, inherited: Permissions): Permissions =>
  permissionsOf(child(job, 'permissions'), permissionsOf(child(root, 'permissions'), inherited))
