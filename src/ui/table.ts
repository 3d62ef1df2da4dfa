import stringWidth from 'string-width'
import { line, Printable, printable } from '../lib/printable.js'

type Cell = string | Printable

/** A column. `below`: where the table is too wide, its cells go to lines below their rows, with the heading where that is needed. */
export interface Column {
  readonly name: string
  readonly below?: 'plain' | 'named'
  /** No fewer columns than this, so that the table does not move when its values change. */
  readonly atLeast?: number
  /** Left out where every cell is empty. */
  readonly optional?: boolean
}
export interface Row {
  readonly cells: readonly Cell[]
  /** Lines below the row. */
  readonly notes?: readonly Cell[]
}

/**
 * Columns by their widest cell, two spaces apart. No cell is cut: where the table is wider than `width`, columns that may go below
 * their rows do, the last one first; then the first cell of a row that is too wide has a line of its own.
 */
export function table(columns: readonly Column[], rows: readonly Row[], width: number): readonly Printable[] {
  const cells = rows.map(({ cells }) => cells.map(printable))
  let shown = columns.flatMap(({ optional }, index) =>
    optional && cells.every((row) => isEmpty(row[index])) ? [] : [index],
  )
  const naturally = columns.map(({ name, atLeast = 0 }, index) =>
    Math.max(atLeast, widthOf(printable(name)), ...cells.map((row) => widthOf(row[index]))),
  )
  const total = (): number => shown.reduce((sum, index) => sum + naturally[index]! + gap.length, -gap.length)
  const moved: number[] = []
  while (total() > width) {
    const last = shown.findLast((index) => columns[index]!.below)
    if (last === undefined) break
    shown = shown.filter((index) => index !== last)
    moved.unshift(last)
  }
  const rest = total() - naturally[0]!
  const room = total() > width ? Math.max(width - rest, shortestName) : Infinity
  const fits = (row: readonly Printable[]): boolean => widthOf(row[0]) <= room
  const first = Math.max(
    0,
    ...cells.filter(fits).map((row) => widthOf(row[0])),
    widthOf(printable(columns[0]!.name)),
  )
  const widths = naturally.with(0, first)
  const drawn = (row: readonly Printable[]): Printable =>
    padded(shown.map((index) => [row[index]!, widths[index]!]))
  return [
    drawn(columns.map(({ name }) => printable(name))),
    ...cells.flatMap((row, index) => [
      ...(fits(row) ? [drawn(row)] : [row[0]!, drawn(row.with(0, printable('')))]),
      ...moved
        .filter((column) => !isEmpty(row[column]))
        .map((column) => noteOf(columns[column]!, row[column]!)),
      ...(rows[index]!.notes ?? []).map((note) => line`  ${note}`),
    ]),
  ]
}

const gap = '  '
/** Columns that a name may have even where the terminal is too narrow for the table. */
const shortestName = 12

const noteOf = ({ name, below }: Column, cell: Printable): Printable =>
  below === 'named' ? line`  ${name.toLowerCase()}: ${cell}` : line`  ${cell}`

/** Characters of East Asia and emoji are two columns wide, colours none. */
const widthOf = (cell: Printable | undefined): number => (cell ? stringWidth(String(cell)) : 0)
const isEmpty = (cell: Printable | undefined): boolean => widthOf(cell) === 0

/** Cells as wide as their columns, without spaces at the end of the line. */
function padded(cells: readonly (readonly [cell: Printable, width: number])[]): Printable {
  const last = cells.findLastIndex(([cell]) => !isEmpty(cell))
  return Printable.join(
    cells
      .slice(0, last + 1)
      .map(([cell, width], index) =>
        index === last ? cell : Printable.join([cell, ' '.repeat(Math.max(0, width - widthOf(cell)))]),
      ),
    gap,
  )
}

/** Who did it; a workflow's own token is nobody's. */
export const personOf = (login: string): string => login.replace(/^github-actions(\[bot\])?$/, 'Actions')
