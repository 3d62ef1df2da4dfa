import { line, type Printable, printable } from '../lib/printable.js'
import { shortCommit } from '../lib/commit.js'
import type { HotfixLine, HotfixStatus } from '../domain/hotfix/list.js'
import { refuseLine, type LineWithMainCommits } from '../domain/line/line.js'
import { table } from './table.js'
import { tableWidth } from './terminal.js'

const lineColumns = [
  { name: 'RELEASE' },
  { name: 'BRANCH' },
  { name: 'RUNS IN', below: 'named' },
  { name: 'NOT ON MAIN' },
] as const

/** The lines of `rel hotfix list`; open pull requests and what to do are below each. */
export function renderHotfixes(lines: readonly HotfixLine[], defaultBranch: string): readonly Printable[] {
  if (lines.length === 0) return [printable('There are no hotfixes yet.')]
  const rows = lines.map((one) => ({
    cells: [
      one.release,
      one.branch,
      one.runs.map((run) => runningIn(run, one.release)).join(', '),
      one.unreintegrated.length === 0 ? '–' : commits(one.unreintegrated.length),
    ],
    notes: [
      ...one.open.map(({ number, title, author }) => line`#${number} ${title} (${author})`),
      ...reintegrationsOf(one),
      ...(one.mixed ? [mainCommitsNote({ ...one.mixed, branch: one.branch, defaultBranch })] : []),
    ],
  }))
  return table(lineColumns, rows, tableWidth())
}

/** How missing commits get to the default branch. A line that contains commits of the default branch has to be repaired first. */
const reintegrationsOf = ({ unreintegrated, mixed }: HotfixLine): readonly Printable[] =>
  [...new Set(unreintegrated.map(({ pr }) => pr))].flatMap((pr) => {
    if (pr === null) return mixed ? [] : [line`! Run \`rel hotfix reintegrate${newestOf(unreintegrated)}\`.`]
    const { length } = unreintegrated.filter((commit) => commit.pr === pr)
    return [
      length === unreintegrated.length
        ? line`Merge #${pr} to reintegrate them.`
        : line`Merge #${pr} to reintegrate ${length} of them.`,
    ]
  })

function mainCommitsNote(mixed: LineWithMainCommits): Printable {
  const { message, hint } = refuseLine(mixed)
  return line`! ${message} ${hint}`
}

/** The argument of `rel hotfix reintegrate`: the newest version with missing commits; none before they are released. */
function newestOf(unreintegrated: HotfixLine['unreintegrated']): string {
  const version = unreintegrated.findLast(({ pr }) => pr === null)?.version
  return version ? ` ${version}` : ''
}

/** An environment may run an older version of the line than its newest, or a pull request into it. */
function runningIn({ environment, release, pr }: HotfixLine['runs'][number], newest: string): string {
  if (release === newest) return environment
  return `${environment} (${release ?? `#${pr}`})`
}

const commits = (count: number): string => `${count} commit${count === 1 ? '' : 's'}`

const presences = {
  ancestry: 'yes (ancestor)',
  patch: 'yes (same patch)',
  listed: 'yes (listed)',
  missing: '! missing',
} as const

const commitColumns = [
  { name: 'VERSION' },
  { name: 'COMMIT' },
  { name: 'ON MAIN' },
  { name: 'SUBJECT', below: 'plain' },
] as const

/** `rel hotfix status`, commit by commit. */
export function renderHotfixStatus(status: HotfixStatus, defaultBranch: string): readonly Printable[] {
  const notes = status.mixed.map((mixed) => mainCommitsNote({ ...mixed, defaultBranch }))
  return [...commitsOf(status), ...notes]
}

function commitsOf(status: HotfixStatus): readonly Printable[] {
  if (status.commits.length === 0) return [printable('There are no hotfixes yet.')]
  const rows = status.commits.map(({ version, commit, subject, on, pr }) => ({
    cells: [
      version ?? '(not released)',
      shortCommit(commit),
      pr === null ? presences[on] : `${presences[on]}, in #${pr}`,
      subject,
    ],
  }))
  return [...table(commitColumns, rows, tableWidth()), printable(conclusion(status))]
}

function conclusion({ commits, mixed }: HotfixStatus): string {
  const missing = commits.filter(({ on }) => on === 'missing')
  const counted = `${missing.length} hotfix commit${missing.length === 1 ? ' is' : 's are'} missing on the default branch`
  if (missing.length === 0) return 'All hotfix commits are on the default branch.'
  if (mixed.length > 0) return `${counted}.`
  if (missing.some(({ pr }) => pr === null)) return `${counted}: run \`rel hotfix reintegrate\`.`
  return `${counted}: merge ${[...new Set(missing.map(({ pr }) => `#${pr}`))].join(' and ')}.`
}
