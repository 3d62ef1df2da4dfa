import type { HotfixLine, HotfixStatus } from '../domain/hotfix-list.js'
import { cut, table, tableWithNotes } from './table.js'

/** The lines of `rel hotfix list`; what is open and what is missing stands below each. */
export function renderHotfixes(lines: readonly HotfixLine[]): string {
  if (lines.length === 0) return 'No line is in use, and no hotfix is under way.'
  const rows = lines.map(({ release, branch, runs, open, unreintegrated }) => ({
    row: [
      release,
      branch,
      runs.map((one) => runningIn(one, release)).join(', '),
      missing(unreintegrated.length),
    ],
    notes: [
      ...open.map(({ number, title, author }) => `#${number} ${title} (${author})`),
      ...[...new Set(unreintegrated.map(({ pr }) => pr))].map((pr) =>
        pr === null
          ? `! Run \`rel hotfix reintegrate${newestOf(unreintegrated)}\`.`
          : `#${pr} brings what is missing.`,
      ),
    ],
  }))
  return tableWithNotes(['RELEASE', 'BRANCH', 'RUNS IN', 'MISSING'], rows)
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
export function renderHotfixStatus({ commits }: HotfixStatus): string {
  if (commits.length === 0) return 'No line has a commit of its own.'
  const rows = commits.map(({ version, commit, subject, on, pr }) => [
    version ?? '(not released)',
    commit.slice(0, 7),
    pr === null ? words[on] : `${words[on]}, in #${pr}`,
    cut(subject, 60),
  ])
  return `${table([['VERSION', 'COMMIT', 'ON MAIN', 'SUBJECT'], ...rows])}\n${endOf(commits)}`
}

function endOf(commits: HotfixStatus['commits']): string {
  const lacking = commits.filter(({ on }) => on === 'missing')
  const counted = `${lacking.length} hotfix commit${lacking.length === 1 ? ' is' : 's are'} missing`
  const open = lacking.filter(({ pr }) => pr === null)
  if (lacking.length === 0) return 'Every hotfix commit is on the default branch.'
  if (open.length > 0) return `${counted}: \`rel hotfix reintegrate\`.`
  return `${counted}: merge ${[...new Set(lacking.map(({ pr }) => `#${pr}`))].join(' and ')}.`
}
