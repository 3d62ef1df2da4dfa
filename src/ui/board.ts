import type { BoardRow } from '../domain/board.js'
import { atTime, table } from './table.js'

/** The board of `rel qa list`. A slot with several labels shows who holds it, then the others. */
export function renderBoard(rows: readonly BoardRow[]): string {
  if (rows.length === 0) return 'This repository has no QA slots.'
  const lines = rows.map(({ environment, pr, since, expires, others, queue }) => [
    environment,
    pr ? `#${pr.number}` : 'free',
    pr?.author ?? '',
    since ? atTime(since) : '',
    expires ? atTime(expires) : '',
    [
      ...others.map(({ number }) => `also labelled: #${number}`),
      ...queue.map((one, place) => `${place + 1}. #${one.pr.number}`),
    ].join(', '),
    pr?.title ?? '',
  ])
  return table(
    withoutEmptyColumns([['SLOT', 'PR', 'AUTHOR', 'SINCE', 'EXPIRES', 'WAITING', 'TITLE'], ...lines]),
  )
}

const withoutEmptyColumns = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const used = (column: number): boolean => rows.slice(1).some((row) => row[column] !== '')
  return rows.map((row) => row.filter((_, column) => used(column)))
}
