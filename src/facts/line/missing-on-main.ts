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
import { mayLackHotfixes, lostHotfixes } from '../../domain/line/missing-hotfixes.js'
import { readLinesAt, readReintegrations } from './audit.js'
import { configOf, versionOfDeployment } from './line.js'

/**
 * The hotfix commits that the default branch lacks, of one service or of all. In a clone every line is judged; elsewhere, and in a shallow one, GitHub
 * tells of the newest, and a commit that came back without rel counts as missing.
 */
export async function readMissingOnMain(
  context: Context,
  service?: Service,
): Promise<readonly Unreintegrated[]> {
  const { git, github, repository } = context
  const look = await github.hotfixes.look(repository, { environments: [] })
  return (await git.lines.canAudit())
    ? lackedBy(context, look, look.trunk.commit, service)
    : lackedFromAfar(context, look, service)
}

/**
 * The hotfix commits that a release at a commit would take away again. In a clone its own history is judged; elsewhere that
 * of the default branch counts.
 */
export async function readMissingAt(
  context: Context,
  service: Service,
  commit: string,
): Promise<readonly MissingCommit[]> {
  const { git, github, repository } = context
  const look = await github.hotfixes.look(repository, { environments: [] })
  const judges = await git.lines.canAudit()
  const missing = judges
    ? await lackedBy(context, look, look.trunk.commit, service)
    : await lackedFromAfar(context, look, service)
  const lacked =
    judges && commit !== look.trunk.commit ? await lackedBy(context, look, commit, service) : missing
  const isMissing = (one: Unreintegrated): boolean =>
    missing.some(({ commit: other }) => other === one.commit)
  return lacked.map((one) => ({ ...one, onMain: !isMissing(one) }))
}

/**
 * The hotfix commits that an environment runs and that a version lacks. Only in a clone: what GitHub tells is of the default
 * branch, and the run of the deployment has one.
 */
export async function readLostHotfixes(
  context: Context,
  service: Service,
  { version, commit }: { readonly version: string; readonly commit: string },
  history: History,
): Promise<readonly MissingCommit[]> {
  const running = versionOfDeployment(runningIn(history, () => null))
  if (!mayLackHotfixes(version, running) || !(await context.git.lines.canAudit())) return []
  return lostHotfixes(service, running, await readMissingAt(context, service, commit))
}

type Look = Parameters<typeof readLinesAt>[2]

/** What the history of a commit lacks, as the clone sees it. */
async function lackedBy(
  context: Context,
  look: Look,
  commit: string,
  service?: Service,
): Promise<readonly Unreintegrated[]> {
  const refs = await context.git.lines.refs()
  return unreintegratedIn(ofService(await readLinesAt(context, refs, look, commit), service))
}

/** The same of the default branch, as GitHub tells it. */
async function lackedFromAfar(
  context: Context,
  look: Look,
  service?: Service,
): Promise<readonly Unreintegrated[]> {
  const refs = await context.github.lines.refs(context.repository)
  return unreintegratedIn(ofService(await readFromAfar(context, configOf(look), refs, look.trunk), service))
}

const ofService = (lines: readonly AuditedLine[], service: Service | undefined): readonly AuditedLine[] =>
  lines.filter((line) => !service || line.service.name === service.name)

/** The same where most is known: no request if nothing was made on a line, or if the clone sees that main has all of it. */
export async function readMissingFast(
  context: Context,
  config: Config,
  { refs, main }: { readonly refs: Refs; readonly main: string },
): Promise<readonly Unreintegrated[]> {
  const moved = linesOf(servicesOf(config), refs).filter(hasCommits)
  if (moved.length === 0) return []
  if (!(await context.git.lines.canAudit())) return moved.some(isKnown) ? readMissingOnMain(context) : []
  return (await hasAll(
    context,
    main,
    moved.flatMap(({ tips }) => tips),
  ))
    ? []
    : readMissingOnMain(context)
}

/** From afar only lines count whose beginning is among the releases that were read. */
const isKnown = ({ start }: Line): boolean => start !== null

async function hasAll({ git }: Context, main: string, tips: readonly string[]): Promise<boolean> {
  if ((await git.lines.notInClone([main, ...tips])).length > 0) return false
  const ends = [...new Set(tips)]
  return (await git.lines.contained(main, ends)).size === ends.length
}

/** As many lines as GitHub is asked about. */
const most = 25

async function readFromAfar(
  context: Context,
  config: Config,
  refs: Refs,
  trunk: { readonly name: string; readonly commit: string },
): Promise<readonly AuditedLine[]> {
  const lines = linesOf(servicesOf(config), refs)
    .filter((line) => hasCommits(line) && isKnown(line))
    .slice(0, most)
  const commits = await readAhead(context, [...new Set(lines.flatMap((line) => line.tips))])
  const lacking = linesAhead(lines, commits)
  return auditWithoutClone(refs, lacking, await readReintegrations(context, refs, { trunk }, lacking))
}

/** What GitHub says that the default branch lacks; a pick of what that has is there. Equal patches GitHub does not tell. */
async function readAhead(
  { git, github, repository }: Context,
  tips: readonly string[],
): Promise<ReadonlyMap<string, readonly LineCommit[]>> {
  const ahead = await github.lines.ahead(repository, tips)
  const cited = [...ahead.values()].flatMap(({ commits }) =>
    commits.flatMap(({ message }) => git.lines.originsIn(message)),
  )
  const origins = await github.lines.ahead(repository, [...new Set(cited)].slice(0, most))
  const isThere = (origin: string): boolean => origins.get(origin)?.commits.length === 0
  const toCommit = ({ commit, parents, message }: AheadCommit): LineCommit => {
    const parts = git.lines.pickedFrom(message, (origin) => origins.get(origin)?.message)
    const on = parts.every((part) => part.some(isThere)) ? 'patch' : null
    return { commit, parents, subject: '', origins: parts, carries: parents.length < 2, on }
  }
  return new Map([...ahead].map(([tip, { commits }]) => [tip, commits.map(toCommit)]))
}
