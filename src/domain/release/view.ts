import { compare } from 'semver'
import { RelError } from '../../errors.js'
import { isCommit } from '../../lib/commit.js'
import type { Release, ShownPull, ShownRelease, Tag } from '../model/release.js'
import { drafting, versionIn, versionOfTag, type Service } from '../model/service.js'
import { tagsMeant } from '../model/version-meant.js'
import type { Change } from './changes.js'
import type { Merged } from './commit.js'
import { draftsOf, type ReleaseFacts } from './drafts.js'

export interface ListFacts extends Omit<ReleaseFacts, 'service'> {
  readonly latest: number | null
}

/** `unseen`: why the registry did not tell its image. */
export interface ReleaseWithImage {
  readonly release: ShownRelease
  readonly unseen: string | null
}

/** The commit of a release: its tag's, or the one that a draft's tag will be put on; null where a branch decides. */
export function commitOf({ draft, tag, target }: Release, tags: readonly Tag[]): string | null {
  const there = tags.find(({ name }) => name === tag)
  return there ? there.commit : draft && isCommit(target) ? target : null
}

/** Without what has to be asked for. */
export const releaseHead = (
  facts: ListFacts,
  services: readonly Service[],
  release: Release,
): Omit<ShownRelease, 'prs' | 'digest'> => ({
  version: versionOfTag(services, release.tag)?.version ?? null,
  tag: release.tag,
  commit: commitOf(release, facts.tags),
  draft: release.draft,
  prerelease: release.prerelease,
  latest: release.id === facts.latest,
  url: release.url,
  publishedAt: release.publishedAt,
  author: release.author,
  notes: release.body,
})

export const shownRelease = (
  facts: ListFacts,
  service: Service,
  release: Release,
  { changes, digest }: { readonly changes: readonly Change[]; readonly digest: string | null },
): ShownRelease => ({ ...releaseHead(facts, [service], release), prs: pullsOf(changes), digest })

export const pullsOf = (changes: readonly Change[]): readonly ShownPull[] =>
  changes.flatMap(({ pull }) => (pull ? [shownPull(pull)] : []))

export const shownPull = ({ number, title, author, labels }: Merged): ShownPull => ({
  number,
  title,
  author: author.login ?? 'ghost',
  labels,
})

/** The release that is meant: the draft, or the one of a version among those that are known; null where it is not. */
export function releaseMeant(facts: ReleaseFacts, word: string | null): Release | null {
  if (word !== null) {
    const tags = tagsMeant(facts.service, word)
    return facts.releases.find(({ tag }) => tags.includes(tag)) ?? null
  }
  const [draft] = draftsOf(facts)
  if (draft) return draft.release
  throw new RelError('not-found', 'There is no draft.', {
    hint: `Run ${drafting(facts.service)} to make one, or name a version.`,
  })
}

/** The tags of the versions below one. */
export const tagsBelow = (service: Service, tags: readonly Tag[], version: string): readonly Tag[] =>
  tags.filter(({ name }) => compare(versionIn(service, name) ?? version, version) < 0)
