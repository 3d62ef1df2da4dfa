import { shortCommit } from '../lib/commit.js'
import type { Preview } from '../domain/preview/list.js'
import { notesOn } from './status.js'
import { cut, tableWithNotes } from './table.js'

/** A preview that several pull requests want has a line for each; its address and what is wrong stand below the first. */
export function renderPreviews(previews: readonly Preview[]): string {
  if (previews.length === 0) return 'No pull request has a preview.'
  const lines = previews.flatMap((preview) => {
    const { environment, runs, state, prs } = preview
    const row = (pr: Preview['prs'][number] | null): readonly string[] => [
      cut(environment, 28),
      pr ? `#${pr.number}` : '',
      pr?.author ?? '',
      runs ? shortCommit(runs.commit) : '',
      state.replace('_', ' '),
      pr?.title ?? '',
    ]
    const [first = null, ...others] = prs
    return [
      { row: row(first), notes: notesOn(preview) },
      ...others.map((pr) => ({ row: row(pr), notes: [] })),
    ]
  })
  return tableWithNotes(['PREVIEW', 'PR', 'AUTHOR', 'RUNS', 'STATE', 'TITLE'], lines)
}
