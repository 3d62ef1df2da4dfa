import { type Printable, printable } from '../lib/printable.js'
import { shortCommit } from '../lib/commit.js'
import type { Preview } from '../domain/preview/list.js'
import { notesOn, stateOf } from './status.js'
import { table } from './table.js'
import { tableWidth } from './terminal.js'

const columns = [
  { name: 'PREVIEW' },
  { name: 'PR' },
  { name: 'AUTHOR', below: 'named' },
  { name: 'RUNS' },
  { name: 'STATE' },
  { name: 'TITLE', below: 'plain' },
] as const

/** A preview of several pull requests has a row for each; its address and problem are below the first. */
export function renderPreviews(previews: readonly Preview[]): readonly Printable[] {
  if (previews.length === 0) return [printable('There are no previews. Create one with `rel preview up`.')]
  const rows = previews.flatMap((preview) => {
    const { environment, runs, prs } = preview
    const cells = (pr: Preview['prs'][number] | null): readonly string[] => [
      environment,
      pr ? `#${pr.number}` : '',
      pr?.author ?? '',
      runs ? shortCommit(runs.commit) : '',
      stateOf(preview),
      pr?.title ?? '',
    ]
    const [first = null, ...others] = prs
    return [{ cells: cells(first), notes: notesOn(preview) }, ...others.map((pr) => ({ cells: cells(pr) }))]
  })
  return table(columns, rows, tableWidth())
}
