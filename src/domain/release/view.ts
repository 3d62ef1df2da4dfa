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

/** `imageProblem`: why the image could not be read from the registry. */
export interface ReleaseWithImage {
  readonly release: ShownRelease
  readonly imageProblem: string | null
}

/** The commit of a release's tag, or the target of a draft; null where the target is a branch. */
export function commitOf({ draft, tag, target }: Release, tags: readonly Tag[]): string | null {
  const existing = tags.find(({ name }) => name === tag)
  return existing ? existing.commit : draft && isCommit(target) ? target : null
}

/** A release without the parts that need further requests. */
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

/** The release of a version among the known ones, or null; without a version the draft. */
export function selectRelease(facts: ReleaseFacts, version: string | null): Release | null {
  if (version !== null) {
    const tags = tagsMeant(facts.service, version)
    return facts.releases.find(({ tag }) => tags.includes(tag)) ?? null
  }
  const [draft] = draftsOf(facts)
  if (draft) return draft.release
  throw new RelError('not-found', 'There is no draft.', {
    hint: `Run ${drafting(facts.service)} to create one, or pass a version.`,
  })
}

/** The tags of all versions below the given one. */
export const tagsBelow = (service: Service, tags: readonly Tag[], version: string): readonly Tag[] =>
  tags.filter(({ name }) => compare(versionIn(service, name) ?? version, version) < 0)
