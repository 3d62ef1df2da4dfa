import type { Context } from '../../context.js'
import type { LinePush } from '../../domain/ci/event.js'
import type { HotfixReleaseFacts, HotfixRunFacts } from '../../domain/ci/hotfix.js'
import { lineNamed, nextPatch, patchesOf, type Refs, type TaggedVersion } from '../../domain/line/line.js'
import { servicesOf, versionIn, type Service } from '../../domain/model/service.js'
import { readChanges } from '../release/changes.js'
import { configOf, readProduction } from '../line/line.js'
import { readReleases, versionTags } from '../release/release.js'

interface PushFacts {
  readonly refs: Refs
  readonly facts: HotfixRunFacts
}

/** The facts about a push to a release branch, read in a clone with the whole history. */
export const readHotfixRun = async (context: Context, push: LinePush): Promise<HotfixRunFacts> =>
  (await readPush(context, push)).facts

async function readPush(context: Context, push: LinePush): Promise<PushFacts> {
  const { branch, commit } = push
  const { git, github, repository } = context
  const [refs, data] = await Promise.all([
    git.lines.refs(),
    github.hotfixes.query(repository, { environments: [] }),
  ])
  const defaultBranch = data.trunk.name
  const named = lineNamed(servicesOf(configOf(data)), branch)
  const none = {
    defaultBranch,
    line: null,
    fromMain: [],
    squashed: null,
    versionsAtCommit: [],
    versionsContaining: [],
    nextVersion: '',
  }
  if (!named) return { refs, facts: none }
  const patches = patchesOf(named.service, refs, named.version)
  const main = data.trunk.commit
  await git.lines.fetch([main, commit, ...patches.map((one) => one.commit)])
  const start = startOf(patches, named.version)
  const known = patches.map((one) => one.commit)
  const fromMain = await git.lines.commitsOfMain({ main, head: commit, known })
  const isRefused = start === null || fromMain.length > 0
  return {
    refs,
    facts: {
      defaultBranch,
      line: { ...named, start },
      fromMain,
      squashed: isRefused ? null : await readSquashed(context, push, main, known),
      ...(await readVersions(context, patches, commit)),
      nextVersion: nextPatch(named.service, [...refs.tags.keys()], named.version),
    },
  }
}

const startOf = (patches: readonly TaggedVersion[], version: string): string | null =>
  patches.find((patch) => patch.version === version)?.commit ?? null

/** Finds squashed commits of the default branch through the heads of the pull requests: git alone does not show them. */
async function readSquashed(
  { git: { lines }, github, repository }: Context,
  { commit: head, before }: LinePush,
  main: string,
  known: readonly string[],
): Promise<HotfixRunFacts['squashed']> {
  const merged = await github.ci.mergedAs(repository, await lines.ownCommits(head, known))
  await lines.fetch(merged.map((pull) => pull.head))
  for (const { pullRequest, commit, head: brought } of merged) {
    const fromMain = await lines.commitsOfMain({ main, head: brought, known: [...known, `${commit}^`] })
    if (fromMain.length === 0) continue
    const isBefore = (await lines.ancestors(before, [commit])).length === 0
    const isOfLine = (await lines.ancestors(head, [before])).length > 0
    return { pullRequest, commit, fromMain, before: isBefore && isOfLine ? before : null }
  }
  return null
}

async function readVersions(
  { git }: Context,
  patches: readonly TaggedVersion[],
  commit: string,
): Promise<Pick<HotfixRunFacts, 'versionsAtCommit' | 'versionsContaining'>> {
  const containing = await Promise.all(
    patches.map(async (patch) => (await git.lines.ancestors(patch.commit, [commit])).length > 0),
  )
  const having = patches.filter((_, index) => containing[index])
  const versionsWhere = (isSame: boolean) =>
    having.filter((patch) => (patch.commit === commit) === isSame).map(({ version }) => version)
  return { versionsAtCommit: versionsWhere(true), versionsContaining: versionsWhere(false) }
}

/** The same, with the changes of the release and what production runs. */
export async function readHotfixRelease(context: Context, push: LinePush): Promise<HotfixReleaseFacts> {
  const [{ refs, facts }, all] = await Promise.all([
    readPush(context, push),
    readReleases(context, ['production']),
  ])
  const { repository, config, page, releases, tags } = all
  const releasedTags = releases.filter(({ draft }) => !draft).map(({ tag }) => tag)
  const common = { ...facts, repository, config, page, releasedTags }
  if (!facts.line) return { ...common, tag: null, production: null, changes: [], previous: null }
  const { service } = facts.line
  const known = versionTags(service, tags).filter(({ commit }) => commit !== push.commit)
  const span = { head: push.commit, released: known, service, branches: [push.branch] }
  const { changes, previous } = await readChanges(context, span)
  return {
    ...common,
    tag: tagAt(service, refs, facts.versionsAtCommit.at(-1)),
    production: await readProduction(context, service, refs, all.histories),
    changes,
    previous,
  }
}

const tagAt = (service: Service, { tags }: Refs, version: string | undefined): string | null =>
  [...tags.keys()].find((tag) => version !== undefined && versionIn(service, tag) === version) ?? null
