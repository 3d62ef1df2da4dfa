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
  /** The commit that the draft should be of, and whether something is known to run it. */
  readonly commit: string
  /** The image of it that dev got; null where dev's record names none. */
  readonly digest: string | null
  readonly warnings: readonly string[]
  /** What has come since the last release, as far as that commit; `previous`: the tag of that release. */
  readonly changes: readonly Change[]
  readonly previous: string | null
  readonly template: string | null
}

export interface DraftOptions {
  /** As the user asked for it; null: as the labels do. */
  readonly version: string | null
}

export interface DraftResult {
  readonly draft: ShownDraft | null
  readonly previous: string | null
  readonly increment: Increment | null
}

/** The draft as it will be: docs/json.md, Release. */
export interface ShownDraft extends Omit<ShownRelease, 'url' | 'publishedAt' | 'author'> {
  readonly version: string
  readonly commit: string
  readonly draft: true
  readonly latest: false
  /** null before it is made. */
  readonly url: string | null
}

/** There is one draft of what has come since the last release; run again, it is brought up to date. Others are folded into it. */
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
  const tag = tagOf(service, version.wanted)
  const from = previous === null ? `commits/${tag}` : `compare/${previous}...${tag}`
  const own = { service: service.name, version: version.computed }
  const around = mergedTexts(drafts.map(({ body }) => body))
  const room = maxBodyLength - Buffer.byteLength(textOf({ ...around, own: { ...own, notes: '' } }))
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
  const body = textOf({ ...around, own: { ...own, notes } })
  const [kept, ...others] = drafts
  const wish = { tag, commit, name: releaseName(kept?.release, tag), body }
  const write: Step = kept
    ? { kind: 'update-draft', repository, release: kept.release.id, from: kept.release.target, ...wish }
    : { kind: 'create-draft', repository, ...wish }
  const isCurrent = kept !== undefined && isSame(kept.release, wish)
  return {
    steps: [...(isCurrent ? [] : [write]), ...others.map((other) => removal(facts, other))],
    summary: `The draft of ${tag} is at ${shortCommit(commit)}: ${amount(changes.length, 'change')} since ${previous ?? 'the beginning'}.${kept ? ` ${kept.release.url}` : ''}`,
    result: {
      draft: {
        version: version.wanted,
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
    // Another run may draft at the same moment: what both see afterwards is folded.
    next: 'after-steps',
    warnings: [...facts.warnings, ...version.warnings],
  }
}

/** A draft with nothing in it is not made; one of rel's own that has become empty goes, unless somebody wrote in it. */
function planEmpty(facts: DraftFacts, drafts: readonly KeptDraft[]): Plan<DraftResult> {
  const { previous, warnings } = facts
  const isEmpty = ({ body }: KeptDraft): boolean =>
    body.own !== null && body.before === '' && body.after === ''
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

const removal = ({ repository }: DraftFacts, { release: { id, tag } }: KeptDraft): Step => ({
  kind: 'remove-draft',
  repository,
  release: id,
  tag,
})

/** The name follows the tag, unless somebody chose another. */
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
