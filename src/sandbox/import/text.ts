import type { ImportResult } from './bring.js'
import type { Imported } from '../server/import.js'

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
  const moved = [...created, ...updated].map((name) => name.replace(/^refs\/(heads|tags)\//, '')).join(', ')
  return [
    `${repository}: ${isNew ? `new, branches and tags: ${created.length}` : moved || 'as it was'}`,
    ...left.map((name) => `  ${name} went another way in the sandbox, and was left alone.`),
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
