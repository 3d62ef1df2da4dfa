import { textsIn, type Job, type WorkflowFile } from './workflow-file.js'

/** Access levels by scope, as in workflow files; a missing scope means `none`. */
export type Permissions = Readonly<Record<string, string>>

const levels = ['none', 'read', 'write']
const scopes =
  'actions artifact-metadata attestations checks contents deployments discussions id-token issues models packages pages pull-requests repository-projects security-events statuses'.split(
    ' ',
  )
const all = (level: string): Permissions => Object.fromEntries(scopes.map((scope) => [scope, level]))

/** The permissions of a token if no file sets them, by the setting of the repository. */
export const defaultPermissions = (setting: 'read' | 'write'): Permissions =>
  setting === 'write' ? { ...all('write'), 'id-token': 'none' } : { contents: 'read', packages: 'read' }

/** The permissions of a job: its own, else those of the file, else inherited. If any scope is set, all others are `none`. */
export function granted({ root }: WorkflowFile, { node }: Job, inherited: Permissions): Permissions {
  const declared = textsIn(node, 'permissions') ?? textsIn(root, 'permissions')
  if (!declared) return inherited
  if (declared[''] === undefined) return declared
  return all(declared['']?.startsWith('write') ? 'write' : 'read')
}

/** The scopes whose requested level is higher than the allowed one. */
export const excess = (requested: Permissions, allowed: Permissions): readonly string[] =>
  Object.keys(requested).filter((scope) => rank(requested, scope) > rank(allowed, scope))
const rank = (permissions: Permissions, scope: string): number => levels.indexOf(permissions[scope] ?? 'none')
