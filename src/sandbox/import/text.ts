import { userInfo } from 'node:os'
import type { ImportPlan, ImportResult } from './import-repository.js'
import type { Imported } from '../server/import.js'

/** What runs on this machine once the plan's new repositories are imported, for the user to agree to. */
export const consentText = ({ unconfirmed }: ImportPlan): string =>
  [
    ...unconfirmed.map(({ as, path, workflows }) => {
      const files = workflows.length === 0 ? 'no workflows' : workflows.join(', ')
      return `${as} from ${path}: ${files}`
    }),
    `The scripts of these repositories will run on this machine as ${userName()}, with your files and network. They are not isolated.`,
  ].join('\n')

export const consentQuestion = ({ unconfirmed }: ImportPlan): string =>
  `Import ${unconfirmed.map(({ as }) => as).join(', ')} and let the scripts run as ${userName()}?`

/** The name of the user; the id if the system does not know its name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}

/** The text of `rel sandbox import`: what was imported, and how its workflows will run. */
export function importText(result: ImportResult): string {
  const { url, clone, uncommitted, actions, workflows } = result
  const files = uncommitted === 1 ? '1 file is' : `${uncommitted ?? 'An unknown number of'} files are`
  return [
    ...[...actions, result].flatMap(refsText),
    `${url}\n${clone ?? 'Not cloned: a folder with that name already exists.'}`,
    ...(uncommitted === 0 ? [] : [`${files} not committed, and were not imported.`]),
    ...(workflows.length === 0 ? ['', `There are no workflows on ${result.defaultBranch}.`] : []),
    ...section('Runs as on GitHub', 'real', result),
    ...section('Stand-ins', 'standins', result),
    ...section(
      'Not supported by the sandbox; a workflow that uses one of these does not start',
      'problems',
      result,
    ),
  ].join('\n')
}

function refsText({ repository, isNew, created, updated, left }: Imported): readonly string[] {
  const moved = [...created, ...updated].map((name) => name.replace(/^refs\/(heads|tags)\//, '')).join(', ')
  return [
    `${repository}: ${isNew ? `new, branches and tags: ${created.length}` : moved || 'up to date'}`,
    ...left.map((name) => `  ${name} has diverged in the sandbox, and was not updated.`),
  ]
}

function section(
  title: string,
  of: 'real' | 'standins' | 'problems',
  { workflows }: ImportResult,
): readonly string[] {
  const lines = [...new Set(workflows.flatMap((workflow) => workflow[of]))]
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}
