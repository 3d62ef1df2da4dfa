import { shortCommit } from '../lib/commit.js'
import type { HotfixLine, HotfixStatus } from '../domain/hotfix/list.js'
import { refuseLine, type LineWithMainCommits } from '../domain/line/line.js'
import { cut, table, tableWithNotes } from './table.js'

/** The lines of `rel hotfix list`; what is open and what is missing stands below each. */
export function renderHotfixes(lines: readonly HotfixLine[], defaultBranch: string): string {
  if (lines.length === 0) return 'No line is in use, and no hotfix is under way.'
  const rows = lines.map((line) => ({
    row: [
      line.release,
      line.branch,
      line.runs.map((one) => runningIn(one, line.release)).join(', '),
      missing(line.unreintegrated.length),
    ],
    notes: [
      ...line.open.map(({ number, title, author }) => `#${number} ${title} (${author})`),
      ...bringingBack(line),
      ...(line.mixed ? [spoiled({ ...line.mixed, branch: line.branch, defaultBranch })] : []),
    ],
  }))
  return tableWithNotes(['RELEASE', 'BRANCH', 'RUNS IN', 'MISSING'], rows)
}

/** What brings back what is missing; a line with commits of the default branch is put back first. */
const bringingBack = ({ unreintegrated, mixed }: HotfixLine): readonly string[] =>
  [...new Set(unreintegrated.map(({ pr }) => pr))].flatMap((pr) => {
    if (pr === null) return mixed ? [] : [`! Run \`rel hotfix reintegrate${newestOf(unreintegrated)}\`.`]
    const { length } = unreintegrated.filter((one) => one.pr === pr)
    return `#${pr} brings ${length === unreintegrated.length ? 'what is missing' : `${length} of them`}.`
  })

function spoiled(line: LineWithMainCommits): string {
  const { message, hint } = refuseLine(line)
  return `! ${message} ${hint}`
}

/** The command brings a line back up to a version; what is not released yet it brings when it is given none. */
function newestOf(unreintegrated: HotfixLine['unreintegrated']): string {
  const version = unreintegrated.findLast(({ pr }) => pr === null)?.version
  return version ? ` ${version}` : ''
}

/** An environment may run an older version of the line than its newest, or a pull request into it. */
function runningIn({ environment, release, pr }: HotfixLine['runs'][number], newest: string): string {
  if (release === newest) return environment
  return `${environment} (${release ?? `#${pr}`})`
}

const missing = (count: number): string =>
  count === 0 ? 'nothing' : `${count} commit${count === 1 ? '' : 's'}`

const words = {
  ancestry: 'ancestor',
  patch: 'equal patch',
  listed: 'listed',
  missing: '! missing',
} as const

/** `rel hotfix status`, commit by commit. */
export function renderHotfixStatus(status: HotfixStatus, defaultBranch: string): string {
  const notes = status.mixed.map((one) => spoiled({ ...one, defaultBranch }))
  return [...told(status), ...notes].join('\n')
}

function told(status: HotfixStatus): readonly string[] {
  const { commits } = status
  if (commits.length === 0) return ['No line has a commit of its own.']
  const rows = commits.map(({ version, commit, subject, on, pr }) => [
    version ?? '(not released)',
    shortCommit(commit),
    pr === null ? words[on] : `${words[on]}, in #${pr}`,
    cut(subject, 60),
  ])
  return [table([['VERSION', 'COMMIT', 'ON MAIN', 'SUBJECT'], ...rows]), endOf(status)]
}

function endOf({ commits, mixed }: HotfixStatus): string {
  const lacking = commits.filter(({ on }) => on === 'missing')
  const counted = `${lacking.length} hotfix commit${lacking.length === 1 ? ' is' : 's are'} missing`
  if (lacking.length === 0) return 'Every hotfix commit is on the default branch.'
  if (mixed.length > 0) return `${counted}.`
  if (lacking.some(({ pr }) => pr === null)) return `${counted}: \`rel hotfix reintegrate\`.`
  return `${counted}: merge ${[...new Set(lacking.map(({ pr }) => `#${pr}`))].join(' and ')}.`
}
