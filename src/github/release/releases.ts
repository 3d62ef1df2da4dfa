import type { Octokit } from '@octokit/rest'
import type { Release, Tag } from '../../domain/model/release.js'
import { RelError } from '../../errors.js'
import { queryRepositoryReleases, type RepositoryReleases } from './query.js'
import { createTag, notReleased, versionTaken } from './find-created.js'
import { ownerAndRepo } from '../client/address.js'

type ReleaseData = Awaited<ReturnType<Octokit['rest']['repos']['getRelease']>>['data']

const toRelease = (data: ReleaseData): Release => ({
  id: data.id,
  tag: data.tag_name,
  name: data.name ?? '',
  target: data.target_commitish,
  draft: data.draft,
  prerelease: data.prerelease,
  body: data.body ?? '',
  url: data.html_url,
  author: data.author.login,
  createdAt: data.created_at,
  publishedAt: data.published_at,
})

/** What a draft says of the release that it may become. */
export interface NewDraft {
  readonly tag: string
  readonly commit: string
  readonly name: string
  readonly body: string
}
const saying = ({ tag, commit, name, body }: NewDraft) => ({
  tag_name: tag,
  target_commitish: commit,
  name,
  body,
})

/** What publishing says beside `draft: false`. `body` null: the notes stay. */
export interface NewRelease {
  readonly release: number
  readonly latest: boolean
  readonly prerelease: boolean
  readonly body: string | null
  /** Where the tag is made; left out, where the draft says by now. */
  readonly commit?: string
}

export const releases = (octokit: Octokit) => ({
  /** What matters beside the releases themselves. One GraphQL request. */
  look(repository: string, environments: readonly string[]): Promise<RepositoryReleases> {
    return queryRepositoryReleases(octokit, repository, environments)
  },

  /**
   * REST `repos/list-releases`: the newest hundred, one request. Drafts are among them for those who may write; they are found
   * here alone, since a draft's tag leads nowhere.
   */
  async list(repository: string): Promise<readonly Release[]> {
    const { data } = await octokit.rest.repos.listReleases({ ...ownerAndRepo(repository), per_page: 100 })
    return data.map(toRelease)
  },

  /** REST `repos/get-release-by-tag`: a published one, or null. */
  async byTag(repository: string, tag: string): Promise<Release | null> {
    try {
      const { data } = await octokit.rest.repos.getReleaseByTag({ ...ownerAndRepo(repository), tag })
      return toRelease(data)
    } catch (error) {
      if (error instanceof RelError && error.code === 'not-found') return null
      throw error
    }
  },

  /** REST `git/list-matching-refs`: every tag, however many, in one answer. The commit of an annotated one is not told. */
  async tags(repository: string): Promise<readonly Tag[]> {
    const { data } = await octokit.rest.git.listMatchingRefs({ ...ownerAndRepo(repository), ref: 'tags/' })
    return data.map(({ ref, object }) => ({
      name: ref.replace('refs/tags/', ''),
      commit: object.type === 'commit' ? object.sha : null,
      object: object.sha,
    }))
  },

  /** REST `repos/create-release`. Never sent twice: whoever lost the answer lists first. */
  async createDraft(repository: string, wish: NewDraft): Promise<void> {
    await octokit.rest.repos
      .createRelease({ ...ownerAndRepo(repository), ...saying(wish), draft: true })
      .catch((error: unknown) => {
        throw mayNotWrite(error, repository)
      })
  },

  /**
   * REST `git/create-ref`, then `repos/create-release`: published as a pre-release, on its tag. Never sent twice: a release that is
   * there at the commit by now is what was wanted. GitHub may refuse it to a workflow, as it does branches: where its files differ
   * from the default branch's, or a ruleset guards tags.
   */
  async createPrerelease(
    repository: string,
    wish: { readonly tag: string; readonly commit: string; readonly body: string },
  ): Promise<void> {
    await createTag(octokit, repository, wish)
    try {
      await octokit.rest.repos.createRelease({
        ...ownerAndRepo(repository),
        ...saying({ ...wish, name: wish.tag }),
        prerelease: true,
        make_latest: 'false',
      })
    } catch (error) {
      const found = await this.byTag(repository, wish.tag)
      if (found?.target === wish.commit) return
      throw found ? versionTaken(wish.tag) : notReleased(error, wish)
    }
  },

  /**
   * REST `repos/update-release`, right after a look: what was published meanwhile is not touched, nor what another run has moved
   * from where it was: it may be further, and whoever planned this looks again.
   */
  async updateDraft(
    repository: string,
    { release, from, ...wish }: NewDraft & { readonly release: number; readonly from: string },
  ): Promise<void> {
    if ((await draftNow(octokit, repository, release)) !== from) return
    await octokit.rest.repos.updateRelease({
      ...ownerAndRepo(repository),
      release_id: release,
      ...saying(wish),
    })
  },

  /** REST `repos/delete-release`, right after a look. One that is gone already is no error. */
  async removeDraft(repository: string, { release }: { readonly release: number }): Promise<void> {
    try {
      await draftNow(octokit, repository, release)
      await octokit.rest.repos.deleteRelease({ ...ownerAndRepo(repository), release_id: release })
    } catch (error) {
      if (!(error instanceof RelError) || error.code !== 'not-found') throw error
    }
  },

  /** REST `repos/update-release`: the text alone. */
  async note(repository: string, { release, body }: { readonly release: number; readonly body: string }) {
    await octokit.rest.repos.updateRelease({ ...ownerAndRepo(repository), release_id: release, body })
  },

  /** REST `repos/update-release`: the tag comes with it, at the draft's target. "Latest" is said either way, so that no date decides it. */
  async publish(
    repository: string,
    { release, latest, prerelease, body, commit }: NewRelease,
  ): Promise<void> {
    await octokit.rest.repos.updateRelease({
      ...ownerAndRepo(repository),
      release_id: release,
      draft: false,
      prerelease,
      make_latest: latest ? 'true' : 'false',
      ...(body !== null && { body }),
      ...(commit !== undefined && { target_commitish: commit }),
    })
  },
})

/** GitHub says that there is no such address to whoever may read the repository and not write to it. */
const mayNotWrite = (error: unknown, repository: string): unknown =>
  error instanceof RelError && error.code === 'not-found'
    ? new RelError('permission', `You may not write releases of ${repository}.`, {
        hint: 'Ask for the role write, or use a token of somebody who has it.',
        cause: error,
      })
    : error

/** The target that a draft has now. Between our look and our write somebody may have published it: GitHub has no condition for this write, so we look last. */
async function draftNow(octokit: Octokit, repository: string, release: number): Promise<string> {
  const { data } = await octokit.rest.repos.getRelease({ ...ownerAndRepo(repository), release_id: release })
  if (data.draft) return data.target_commitish
  throw new RelError('refused', `${data.tag_name} was published meanwhile: it is not changed.`, {
    hint: 'Run the same command again: it looks at what is there now.',
  })
}
