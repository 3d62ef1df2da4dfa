import { compare, gt } from 'semver'
import type { Config } from '../../config.js'
import { RelError } from '../../errors.js'
import type { Plan, Step } from '../plan.js'
import type { Release, Tag } from '../release.js'
import { tagOf, versionIn, versionsIn, type Service } from '../service.js'
import { bodyFrom, folded, textOf, type Body } from './body.js'
import type { Change } from './changes.js'
import { carries, incrementOf, isTaken, nextVersion, type Increment } from './increment.js'
import { most, notesOf } from './notes.js'
import { withoutReverted } from './reverts.js'

/** What there is of a service's releases. `tags`: every tag of the repository; `releases`: the newest hundred, drafts among them. */
export interface ReleaseFacts {
  readonly repository: string
  readonly config: Config
  readonly service: Service
  readonly defaultBranch: string
  /** The repository's page. */
  readonly page: string
  readonly releases: readonly Release[]
  readonly tags: readonly Tag[]
}

export interface DraftFacts extends ReleaseFacts {
  /** The commit that the draft should be of, and whether something is known to run it. */
  readonly commit: string
  readonly warnings: readonly string[]
  /** What has come since the last release, as far as that commit; `previous`: the tag of that release. */
  readonly changes: readonly Change[]
  readonly previous: string | null
  readonly template: string | null
}

export interface DraftWish {
  /** As the user asked for it; null: as the labels do. */
  readonly version: string | null
}

export interface DraftResult {
  readonly draft: ShownDraft | null
  readonly previous: string | null
  readonly increment: Increment | null
}
export interface ShownDraft {
  readonly version: string
  readonly tag: string
  readonly commit: string
  readonly url: string | null
  readonly notes: string
  readonly prs: readonly {
    readonly number: number
    readonly title: string
    readonly author: string
    readonly labels: readonly string[]
  }[]
}

interface Draft {
  readonly release: Release
  readonly body: Body
}

export const isCommit = (target: string): boolean => /^[0-9a-f]{40}$/.test(target)

/**
 * The drafts that are rel's to keep, the oldest first: those that it wrote in. Without one, a draft that somebody made by hand
 * for a version above every other; it is written in, not replaced.
 */
export function draftsOf({ service, releases, tags }: ReleaseFacts): readonly Draft[] {
  const all = releases
    .filter(({ draft, tag }) => draft && versionIn(service, tag) !== null)
    .map((release): Draft => ({ release, body: bodyFrom(release.body) }))
    .toSorted((one, other) => one.release.id - other.release.id)
  const own = all.filter(({ body }) => body.own !== null)
  if (own.length > 0) return own
  const [highest = '0.0.0'] = versionsIn(
    service,
    tags.map(({ name }) => name),
  )
  return all.filter(({ release }) => gt(versionIn(service, release.tag)!, highest)).slice(0, 1)
}

/** There is one draft of what has come since the last release; run again, it is brought up to date. Others are folded into it. */
export function planDraft(facts: DraftFacts, { version: asked }: DraftWish): Plan<DraftResult> {
  const drafts = draftsOf(facts)
  const { changes, reverted } = withoutReverted(facts.changes)
  const { repository, service, config, previous, commit, page } = facts
  const increment = incrementOf(
    changes.filter(({ labels }) => !carries(labels, config.notes.hide)),
    config.versions,
  )
  if (changes.length === 0) return planEmpty(facts, drafts)
  const version = versionOf(facts, drafts, increment, asked)
  const tag = tagOf(service, version.wanted)
  const from = previous === null ? `commits/${tag}` : `compare/${previous}...${tag}`
  const around = folded(drafts.map(({ body }) => body))
  const room = most - Buffer.byteLength(textOf({ ...around, own: { version: version.computed, notes: '' } }))
  const notes = notesOf(
    {
      config,
      changes,
      reverted,
      version: version.wanted,
      previous,
      compare: `${page}/${from}`,
      template: facts.template,
    },
    room,
  )
  const body = textOf({ ...around, own: { version: version.computed, notes } })
  const [kept, ...others] = drafts
  const wish = { tag, commit, name: nameOf(kept?.release, tag), body }
  const write: Step = kept
    ? { kind: 'update-draft', repository, release: kept.release.id, ...wish }
    : { kind: 'create-draft', repository, ...wish }
  const isCurrent = kept !== undefined && isSame(kept.release, wish)
  return {
    steps: [...(isCurrent ? [] : [write]), ...others.map((other) => removal(facts, other))],
    summary: `The draft of ${tag} is at ${commit.slice(0, 7)}: ${amount(changes.length, 'change')} since ${previous ?? 'the beginning'}.${kept ? ` ${kept.release.url}` : ''}`,
    result: {
      draft: {
        version: version.wanted,
        tag,
        commit,
        url: kept?.release.url ?? null,
        notes,
        prs: changes.flatMap(({ pull }) =>
          pull
            ? [
                {
                  number: pull.number,
                  title: pull.title,
                  author: pull.author.login ?? 'ghost',
                  labels: pull.labels,
                },
              ]
            : [],
        ),
      },
      previous,
      increment,
    },
    // Another run may draft at the same moment: what both see afterwards is folded.
    contested: true,
    warnings: [...facts.warnings, ...version.warnings],
  }
}

/** A draft with nothing in it is not made; one of rel's own that has become empty goes, unless somebody wrote in it. */
function planEmpty(facts: DraftFacts, drafts: readonly Draft[]): Plan<DraftResult> {
  const { previous, warnings } = facts
  const isEmpty = ({ body }: Draft): boolean => body.own !== null && body.before === '' && body.after === ''
  const kept = drafts.filter((draft) => !isEmpty(draft))
  return {
    steps: drafts.filter(isEmpty).map((draft) => removal(facts, draft)),
    summary: `Nothing has come since ${previous ?? 'the beginning'}: there is nothing to draft.`,
    result: { draft: null, previous, increment: null },
    warnings: [
      ...warnings,
      ...kept.map(
        ({ release }) =>
          `The draft of ${release.tag} has nothing in it but what somebody wrote: ${release.url}`,
      ),
    ],
  }
}

const removal = ({ repository }: DraftFacts, { release: { id, tag } }: Draft): Step => ({
  kind: 'remove-draft',
  repository,
  release: id,
  tag,
})

/** The name follows the tag, unless somebody chose another. */
const nameOf = (release: Release | undefined, tag: string): string =>
  release && release.name !== '' && release.name !== release.tag ? release.name : tag

const isSame = (
  release: Release,
  { tag, commit, name, body }: { tag: string; commit: string; name: string; body: string },
): boolean =>
  release.tag === tag &&
  release.target === commit &&
  release.name === name &&
  release.body.replaceAll('\r\n', '\n') === body

/** What the labels ask for; a higher version that somebody set by hand stays, and one that the user asks for counts. */
function versionOf(
  { service, config, tags }: DraftFacts,
  drafts: readonly Draft[],
  increment: Increment,
  asked: string | null,
): { readonly wanted: string; readonly computed: string; readonly warnings: readonly string[] } {
  const names = tags.map(({ name }) => name)
  const computed = nextVersion(service, names, increment, config.versions.first)
  if (asked !== null) {
    demandFree(service, names, asked)
    const lower =
      compare(asked, computed) < 0
        ? [`The labels ask for ${computed}: the next commit on the default branch sets that again.`]
        : []
    return { wanted: asked, computed, warnings: lower }
  }
  const [byHand] = drafts
    .map(({ release, body }) => ({ version: versionIn(service, release.tag)!, told: body.own?.version }))
    .filter(({ version, told }) => version !== told && gt(version, computed))
    .map(({ version }) => version)
    .toSorted(compare)
    .reverse()
  return { wanted: byHand ?? computed, computed, warnings: [] }
}

function demandFree(service: Service, tags: readonly string[], version: string): void {
  const [highest] = versionsIn(service, tags)
  if (versionIn({ ...service, name: null }, version) !== version)
    throw new RelError('usage', `"${version}" is no version.`, { hint: 'Pass one such as 1.4.0.' })
  if (isTaken(service, tags, version))
    throw new RelError('usage', `${version} is taken: a version is used once.`, {
      hint: `The highest version is ${highest}.`,
    })
  if (highest !== undefined && gt(highest, version))
    throw new RelError('usage', `${version} is below ${highest}, which was released already.`, {
      hint: `Pass one above ${highest}.`,
    })
}

const amount = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
