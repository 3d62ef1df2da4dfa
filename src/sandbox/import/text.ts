import type { ImportResult } from './bring.js'
import type { Imported } from './import.js'

/** What people read: what was brought, and what will run how. */
export function importText(result: ImportResult): string {
  const { url, clone, uncommitted, actions, workflows } = result
  const files = uncommitted === 1 ? '1 file is' : `${uncommitted} files are`
  return [
    ...[...actions, result].flatMap(refsText),
    `${url}\n${clone ?? 'No clone: a folder of that name is there already.'}`,
    ...(uncommitted > 0 ? [`${files} not committed there, and stayed behind.`] : []),
    ...(workflows.length === 0 ? ['', `It has no workflows on ${result.defaultBranch}.`] : []),
    ...section('As on GitHub', 'real', result),
    ...section('Stand-ins', 'standins', result),
    ...section('Cannot run here; a workflow with one of these does not start', 'problems', result),
  ].join('\n')
}

function refsText({ repository, isNew, created, updated, left }: Imported): readonly string[] {
  const moved = [`${created.length} refs created`, `${updated.length} moved on`]
  return [
    `${repository}: ${isNew ? `${created.length} branches and tags` : moved.join(', ')}`,
    ...left.map((name) => `  ${name} has commits of its own in the sandbox, and was left alone.`),
  ]
}

function section(
  title: string,
  of: 'real' | 'standins' | 'problems',
  { workflows }: ImportResult,
): readonly string[] {
  const lines = [...new Set(workflows.flatMap((one) => one[of]))]
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}
