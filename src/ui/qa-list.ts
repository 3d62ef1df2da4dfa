import { line, type Printable, printable } from '../lib/printable.js'
import { shortCommit } from '../lib/commit.js'
import type { QaSlotRow } from '../domain/qa/list.js'
import type { ShownPullRequest } from '../domain/model/pull-request.js'
import { runningName, stateOf } from './status.js'
import { table } from './table.js'
import { tableWidth } from './terminal.js'
import { longestAge, readable, relativeTime } from './time.js'

const columns = [
  { name: 'SLOT' },
  { name: 'PR' },
  { name: 'AUTHOR', optional: true },
  { name: 'RUNS', optional: true },
  { name: 'STATE', optional: true },
  { name: 'SINCE', atLeast: longestAge, optional: true, below: 'named' },
  { name: 'EXPIRES', atLeast: longestAge, optional: true, below: 'named' },
  { name: 'QUEUE', optional: true, below: 'named' },
  { name: 'TITLE', optional: true, below: 'plain' },
] as const

/** The table of `rel qa list`. A slot with several labels has a row for its holder, then one for each of the others. */
export function renderQaSlots(slots: readonly QaSlotRow[]): readonly Printable[] {
  if (slots.length === 0) return [printable('This repository has no QA slots.')]
  const rows = slots.flatMap((slot) => [
    { cells: holderOf(slot), notes: notesOn(slot) },
    ...slot.others.map((pr) => ({ cells: ['', ...personOn(pr), '', '', '', '', '', pr.title] })),
  ])
  return table(columns, rows, tableWidth())
}

const holderOf = (slot: QaSlotRow): readonly string[] => [
  slot.environment,
  ...(slot.pr ? personOn(slot.pr) : ['free', '']),
  slot.runs
    ? slot.runs.pr === slot.pr?.number
      ? shortCommit(slot.runs.commit)
      : runningName(slot.runs)
    : '',
  slot.state === 'empty' ? '' : stateOf(slot),
  slot.since ? relativeTime(slot.since) : '',
  slot.expires ? relativeTime(slot.expires) : '',
  slot.queue.map(({ pr }) => `#${pr.number}`).join(', '),
  slot.pr?.title ?? '',
]

const personOn = ({ number, author }: ShownPullRequest): readonly [string, string] => [`#${number}`, author]

const notesOn = ({ runs, problem }: QaSlotRow): readonly Printable[] => [
  ...(runs?.url ? [printable(runs.url)] : []),
  ...(problem ? [line`! ${readable(problem)}`] : []),
]
