import { shortCommit } from '../lib/commit.js'
import type { QaSlotRow } from '../domain/qa/list.js'
import type { ShownPullRequest } from '../domain/model/pull-request.js'
import { runningName } from './status.js'
import { minuteOf, tableWithNotes } from './table.js'

const heading = ['SLOT', 'PR', 'AUTHOR', 'RUNS', 'STATE', 'SINCE (UTC)', 'EXPIRES (UTC)', 'WAITING', 'TITLE']

/** The board of `rel qa list`. A slot with several labels shows who holds it, then the others; its address and what is wrong stand below. */
export function renderQaSlots(slots: readonly QaSlotRow[]): string {
  if (slots.length === 0) return 'This repository has no QA slots.'
  const lines = slots.flatMap((slot) => [
    { row: holderOf(slot), notes: notesOn(slot) },
    ...slot.others.map((pr) => ({ row: ['', ...personOn(pr), '', '', '', '', '', pr.title], notes: [] })),
  ])
  const used = heading.map((_, column) => lines.some(({ row }) => row[column] !== ''))
  const narrow = (row: readonly string[]) => row.filter((_, column) => used[column])
  return tableWithNotes(
    narrow(heading),
    lines.map(({ row, notes }) => ({ row: narrow(row), notes })),
  )
}

const holderOf = ({ environment, pr, runs, state, since, expires, queue }: QaSlotRow): readonly string[] => [
  environment,
  ...(pr ? personOn(pr) : ['free', '']),
  runs ? (runs.pr === pr?.number ? shortCommit(runs.commit) : runningName(runs)) : '',
  state === 'empty' ? '' : state.replace('_', ' '),
  since ? minuteOf(since) : '',
  expires ? minuteOf(expires) : '',
  queue.map((one, place) => `${place + 1}. #${one.pr.number}`).join(', '),
  pr?.title ?? '',
]

const personOn = ({ number, author }: ShownPullRequest): readonly [string, string] => [`#${number}`, author]

const notesOn = ({ runs, problem }: QaSlotRow): readonly string[] =>
  [runs?.url, problem && `! ${problem}`].filter((note) => note !== null && note !== undefined)
