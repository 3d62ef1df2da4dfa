import type { Config } from '../../config.js'
import type { Context } from '../../context.js'
import {
  auditWithoutClone,
  linesAhead,
  unreintegratedIn,
  type AheadCommit,
  type AuditedLine,
  type MissingCommit,
  type LineCommit,
  type Unreintegrated,
} from '../../domain/line/audit.js'
import { runningIn, type History } from '../../domain/model/deployment.js'
import { hasCommits, linesOf, type Line, type Refs } from '../../domain/line/line.js'
import { servicesOf, type Service } from '../../domain/model/service.js'
import { mayMissHotfixes, lostHotfixes } from '../../domain/line/missing-hotfixes.js'
import { readLinesAt, readReintegrations } from './audit.js'
import { configOf, versionOfDeployment } from './line.js'

/**
 * The hotfix commits that are missing on the default branch, of one service or of all. A full clone has every line. Otherwise
 * GitHub returns the newest lines, and a commit that was reintegrated without rel counts as missing.
 */
export async function readMissingOnMain(
  context: Context,
  service?: Service,
): Promise<readonly Unreintegrated[]> {
  const { git, github, repository } = context
  const data = await github.hotfixes.query(repository, { environments: [] })
  return (await git.lines.canAudit())
    ? missingIn(context, data, data.trunk.commit, service)
    : missingOnGitHub(context, data, service)
}

/**
 * The hotfix commits that are missing in a release at a commit. A full clone has the history of the commit; otherwise that of the
 * default branch counts.
 */
export async function readMissingAt(
  context: Context,
  service: Service,
  commit: string,
): Promise<readonly MissingCommit[]> {
  const { git, github, repository } = context
  const data = await github.hotfixes.query(repository, { environments: [] })
  const isFullClone = await git.lines.canAudit()
  const missingOnMain = isFullClone
    ? await missingIn(context, data, data.trunk.commit, service)
    : await missingOnGitHub(context, data, service)
  const missing =
    isFullClone && commit !== data.trunk.commit
      ? await missingIn(context, data, commit, service)
      : missingOnMain
  const commits = new Set(missingOnMain.map((hotfix) => hotfix.commit))
  return missing.map((hotfix) => ({ ...hotfix, onMain: !commits.has(hotfix.commit) }))
}

/**
 * The hotfix commits that an environment runs and that a version does not have. Only in a full clone, which the run of the
 * deployment has: GitHub compares with the default branch alone.
 */
export async function readLostHotfixes(
  context: Context,
  service: Service,
  { version, commit }: { readonly version: string; readonly commit: string },
  history: History,
): Promise<readonly MissingCommit[]> {
  const running = versionOfDeployment(runningIn(history, () => null))
  if (!mayMissHotfixes(version, running) || !(await context.git.lines.canAudit())) return []
  return lostHotfixes(service, running, await readMissingAt(context, service, commit))
}

type RepositoryData = Parameters<typeof readLinesAt>[2]

/** The hotfix commits that are missing in the history of a commit, according to the clone. */
async function missingIn(
  context: Context,
  data: RepositoryData,
  commit: string,
  service?: Service,
): Promise<readonly Unreintegrated[]> {
  const refs = await context.git.lines.refs()
  return unreintegratedIn(ofService(await readLinesAt(context, refs, data, commit), service))
}

/** The hotfix commits that are missing on the default branch, according to GitHub. */
async function missingOnGitHub(
  context: Context,
  data: RepositoryData,
  service?: Service,
): Promise<readonly Unreintegrated[]> {
  const refs = await context.github.lines.refs(context.repository)
  const lines = await readLinesOnGitHub(context, configOf(data), refs, data.trunk)
  return unreintegratedIn(ofService(lines, service))
}

const ofService = (lines: readonly AuditedLine[], service: Service | undefined): readonly AuditedLine[] =>
  lines.filter((line) => !service || line.service.name === service.name)

/** The same with known refs: no request if no line has commits, or if the clone shows that the default branch has all of them. */
export async function readMissingFast(
  context: Context,
  config: Config,
  { refs, main }: { readonly refs: Refs; readonly main: string },
): Promise<readonly Unreintegrated[]> {
  const changed = linesOf(servicesOf(config), refs).filter(hasCommits)
  if (changed.length === 0) return []
  if (!(await context.git.lines.canAudit())) return changed.some(hasStart) ? readMissingOnMain(context) : []
  return (await hasAll(
    context,
    main,
    changed.flatMap(({ tips }) => tips),
  ))
    ? []
    : readMissingOnMain(context)
}

/** Without a clone only lines count whose first version is among the tags that were read. */
const hasStart = ({ start }: Line): boolean => start !== null

async function hasAll({ git }: Context, main: string, tips: readonly string[]): Promise<boolean> {
  if ((await git.lines.notInClone([main, ...tips])).length > 0) return false
  const ends = [...new Set(tips)]
  return (await git.lines.contained(main, ends)).size === ends.length
}

/** How many lines, and how many origins of commits, GitHub is queried for. */
const maxLines = 25

async function readLinesOnGitHub(
  context: Context,
  config: Config,
  refs: Refs,
  trunk: { readonly name: string; readonly commit: string },
): Promise<readonly AuditedLine[]> {
  const lines = linesOf(servicesOf(config), refs)
    .filter((line) => hasCommits(line) && hasStart(line))
    .slice(0, maxLines)
  const commits = await readAhead(context, [...new Set(lines.flatMap((line) => line.tips))])
  const ahead = linesAhead(lines, commits)
  return auditWithoutClone(refs, ahead, await readReintegrations(context, refs, { trunk }, ahead))
}

/** The commits ahead of the default branch, according to GitHub. A cherry-pick of a commit on the default branch counts as present; GitHub cannot compare patches. */
async function readAhead(
  { git, github, repository }: Context,
  tips: readonly string[],
): Promise<ReadonlyMap<string, readonly LineCommit[]>> {
  const ahead = await github.lines.ahead(repository, tips)
  const named = [...ahead.values()].flatMap(({ commits }) =>
    commits.flatMap(({ message }) => git.lines.originsIn(message)),
  )
  const origins = await github.lines.ahead(repository, [...new Set(named)].slice(0, maxLines))
  const isOnMain = (origin: string): boolean => origins.get(origin)?.commits.length === 0
  const toCommit = ({ commit, parents, message }: AheadCommit): LineCommit => {
    const parts = git.lines.pickedFrom(message, (origin) => origins.get(origin)?.message)
    const on = parts.every((part) => part.some(isOnMain)) ? 'patch' : null
    return { commit, parents, subject: '', origins: parts, carries: parents.length < 2, on }
  }
  return new Map([...ahead].map(([tip, { commits }]) => [tip, commits.map(toCommit)]))
}
