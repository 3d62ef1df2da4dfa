import { shortCommit } from '../../lib/commit.js'
import type { Plan, Step } from '../plan/plan.js'
import type { Release, ShownRelease } from '../model/release.js'
import { tagOf } from '../model/service.js'
import { mergedTexts, textOf } from './body.js'
import type { Change } from './changes.js'
import { draftsOf, versionOf, type KeptDraft, type ReleaseFacts } from './drafts.js'
import { hasAnyLabel, incrementOf, type Increment } from './increment.js'
import { maxBodyLength, notesOf } from './notes.js'
import { withoutReverted } from './reverts.js'
import { pullsOf } from './view.js'

export interface DraftFacts extends ReleaseFacts {
  /** The commit that the draft should be at. */
  readonly commit: string
  /** The digest of its image as deployed to dev; null where the deployment names none. */
  readonly digest: string | null
  readonly warnings: readonly string[]
  /** The changes up to that commit since the last release. `previous`: the tag of that release. */
  readonly changes: readonly Change[]
  readonly previous: string | null
  readonly template: string | null
}

export interface DraftOptions {
  /** Given by the user; null: computed from the labels. */
  readonly version: string | null
}

export interface DraftResult {
  readonly draft: ShownDraft | null
  readonly previous: string | null
  readonly increment: Increment | null
}

/** The draft after the steps: docs/json.md, Release. */
export interface ShownDraft extends Omit<ShownRelease, 'url' | 'publishedAt' | 'author'> {
  readonly version: string
  readonly commit: string
  readonly draft: true
  readonly latest: false
  /** null before it is created. */
  readonly url: string | null
}

/** Creates or updates the one draft of the changes since the last release; other drafts are merged into it. */
export function planDraft(facts: DraftFacts, { version: asked }: DraftOptions): Plan<DraftResult> {
  const drafts = draftsOf(facts)
  const { changes, reverted } = withoutReverted(facts.changes)
  const { repository, service, config, previous, commit, page } = facts
  const increment = incrementOf(
    changes.filter(({ labels }) => !hasAnyLabel(labels, config.notes.hide)),
    config.versions,
  )
  if (changes.length === 0) return planEmpty(facts, drafts)
  const version = versionOf(facts, drafts, increment, asked)
  const tag = tagOf(service, version.version)
  const from = previous === null ? `commits/${tag}` : `compare/${previous}...${tag}`
  const own = { service: service.name, version: version.computed }
  const around = mergedTexts(drafts.map(({ body }) => body))
  const room = maxBodyLength - Buffer.byteLength(textOf({ ...around, own: { ...own, notes: '' } }))
  const notes = notesOf(
    {
      config,
      changes,
      reverted,
      version: version.version,
      previous,
      compare: `${page}/${from}`,
      template: facts.template,
    },
    room,
  )
  const body = textOf({ ...around, own: { ...own, notes } })
  const [kept, ...rest] = drafts
  const wanted = { tag, commit, name: releaseName(kept?.release, tag), body }
  const write: Step = kept
    ? { kind: 'update-draft', repository, release: kept.release.id, from: kept.release.target, ...wanted }
    : { kind: 'create-draft', repository, ...wanted }
  const isCurrent = kept !== undefined && isSame(kept.release, wanted)
  return {
    steps: [...(isCurrent ? [] : [write]), ...rest.map((draft) => removal(facts, draft))],
    summary: `The draft of ${tag} is at ${shortCommit(commit)}, with ${amount(changes.length, 'change')} since ${previous ?? 'the first commit'}.${kept ? ` ${kept.release.url}` : ''}`,
    result: {
      draft: {
        version: version.version,
        tag,
        commit,
        draft: true,
        prerelease: kept?.release.prerelease ?? false,
        latest: false,
        url: kept?.release.url ?? null,
        notes,
        prs: pullsOf(changes),
        digest: facts.digest,
      },
      previous,
      increment,
    },
    // Another run may create a draft at the same moment; the second plan merges both.
    next: 'after-steps',
    warnings: [...facts.warnings, ...version.warnings],
  }
}

/** Without changes: creates no draft, and removes rel's own draft unless people wrote in it. */
function planEmpty(facts: DraftFacts, drafts: readonly KeptDraft[]): Plan<DraftResult> {
  const { previous, warnings } = facts
  const isEmpty = ({ body }: KeptDraft): boolean =>
    body.own !== null && body.before === '' && body.after === ''
  const kept = drafts.filter((draft) => !isEmpty(draft))
  return {
    steps: drafts.filter(isEmpty).map((draft) => removal(facts, draft)),
    summary: `There is nothing to draft: no changes since ${previous ?? 'the first commit'}.`,
    result: { draft: null, previous, increment: null },
    warnings: [
      ...warnings,
      ...kept.map(
        ({ release }) =>
          `The draft of ${release.tag} has no changes, only text that was added by hand: ${release.url}`,
      ),
    ],
  }
}

const removal = ({ repository }: DraftFacts, { release: { id, tag } }: KeptDraft): Step => ({
  kind: 'remove-draft',
  repository,
  release: id,
  tag,
})

/** The name is the tag, unless somebody changed it. */
const releaseName = (release: Release | undefined, tag: string): string =>
  release && release.name !== '' && release.name !== release.tag ? release.name : tag

const isSame = (
  release: Release,
  { tag, commit, name, body }: { tag: string; commit: string; name: string; body: string },
): boolean =>
  release.tag === tag &&
  release.target === commit &&
  release.name === name &&
  release.body.replaceAll('\r\n', '\n') === body

const amount = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
