import type { EnvironmentStatus, Status } from '../domain/status.js'
import { cut, minuteOf, table } from './table.js'

/** The board of `rel status`, below 100 columns; addresses and what is wrong stand below their environment. */
export function renderStatus({ environments, latest, draft }: Status): string {
  const rows = [
    ['ENVIRONMENT', 'RUNS', 'STATE', 'SINCE (UTC)', 'BY', 'BEHIND'],
    ...environments.map(({ environment, runs, state, behind }) => [
      cut(environment, 28),
      runs ? nameOf(runs) : '',
      state.replace('_', ' '),
      runs ? minuteOf(runs.since) : '',
      runs ? cut(runs.by, 12) : '',
      behindOf(behind),
    ]),
  ]
  const [heading = '', ...lines] = table(rows).split('\n')
  const notes = environments.map((one) => notesOn(one).map((note) => `  ${note}`))
  return [
    heading,
    ...lines.flatMap((line, index) => [line, ...(notes[index] ?? [])]),
    `Latest release: ${latest?.tag ?? 'none'}. Draft: ${draft?.tag ?? 'none'}.`,
  ].join('\n')
}

const nameOf = ({ version, pr, commit }: NonNullable<EnvironmentStatus['runs']>): string =>
  [version ?? (pr === null ? null : `#${pr}`), commit.slice(0, 7)].filter((word) => word !== null).join(' ')

function behindOf(behind: EnvironmentStatus['behind']): string {
  if (!behind) return ''
  const { commits, versions } = behind
  return commits === null ? amount(versions ?? 0, 'version') : amount(commits, 'commit')
}
const amount = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

function notesOn({ runs, waiting, holder, problem }: EnvironmentStatus): readonly string[] {
  const gate =
    waiting &&
    `${waiting.version ?? 'A run'} waits for ${waiting.approvers.join(', ') || 'its timer'}${waiting.mayApprove ? ', and you may approve' : ''}: ${waiting.url}`
  const held =
    runs && holder && runs.pr !== holder.number ? `#${holder.number} (${holder.author}) has its label.` : null
  return [runs?.url, gate, held, problem && `! ${problem}`].filter(
    (note) => note !== null && note !== undefined,
  )
}
