import { textsIn, type Job, type WorkflowFile } from './workflow-file.js'

/** By the names of workflow files; what is missing is none. */
export type Permissions = Readonly<Record<string, string>>

const levels = ['none', 'read', 'write']
const scopes =
  'actions artifact-metadata attestations checks contents deployments discussions id-token issues models packages pages pull-requests repository-projects security-events statuses'.split(
    ' ',
  )
const all = (level: string): Permissions => Object.fromEntries(scopes.map((scope) => [scope, level]))

/** What a token may where no file says it: the repository's setting. */
export const defaultPermissions = (setting: 'read' | 'write'): Permissions =>
  setting === 'write' ? { ...all('write'), 'id-token': 'none' } : { contents: 'read', packages: 'read' }

/** What a job's token may: its own word, else the file's, else what it inherits. Once any is named, the others are none. */
export function granted({ root }: WorkflowFile, { node }: Job, inherited: Permissions): Permissions {
  const said = textsIn(node, 'permissions') ?? textsIn(root, 'permissions')
  if (!said) return inherited
  if (said[''] === undefined) return said
  return all(said['']?.startsWith('write') ? 'write' : 'read')
}

/** The scopes in which more is wanted than allowed. */
export const excess = (wanted: Permissions, allowed: Permissions): readonly string[] =>
  Object.keys(wanted).filter((scope) => rank(wanted, scope) > rank(allowed, scope))
const rank = (permissions: Permissions, scope: string): number => levels.indexOf(permissions[scope] ?? 'none')
