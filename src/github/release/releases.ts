import type { Octokit } from '@octokit/rest'
import type { Release, Tag } from '../../domain/model/release.js'
import { RelError } from '../../errors.js'
import { queryRepositoryReleases, type RepositoryReleases } from './query.js'
import { createTag, releaseRefused, tagTaken } from './find-created.js'
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

/** The content of a draft release. */
export interface NewDraft {
  readonly tag: string
  readonly commit: string
  readonly name: string
  readonly body: string
}
const draftFields = ({ tag, commit, name, body }: NewDraft) => ({
  tag_name: tag,
  target_commitish: commit,
  name,
  body,
})

/** The fields to publish a draft with. `body`: null to keep the notes. */
export interface NewRelease {
  readonly release: number
  readonly latest: boolean
  readonly prerelease: boolean
  readonly body: string | null
  /** Where the tag is created; if left out, at the draft's current target. */
  readonly commit?: string
}

export const releases = (octokit: Octokit) => ({
  /** The data about releases, without the releases themselves. One GraphQL request. */
  query(repository: string, environments: readonly string[]): Promise<RepositoryReleases> {
    return queryRepositoryReleases(octokit, repository, environments)
  },

  /**
   * REST `repos/list-releases`: the newest hundred, one request. Users with write access also get drafts, which no other request
   * returns.
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

  /** REST `git/list-matching-refs`: every tag in one answer, without the commits of annotated tags. */
  async tags(repository: string): Promise<readonly Tag[]> {
    const { data } = await octokit.rest.git.listMatchingRefs({ ...ownerAndRepo(repository), ref: 'tags/' })
    return data.map(({ ref, object }) => ({
      name: ref.replace('refs/tags/', ''),
      commit: object.type === 'commit' ? object.sha : null,
      object: object.sha,
    }))
  },

  /** REST `repos/create-release`. Never sent twice: after a lost answer the next plan lists the releases first. */
  async createDraft(repository: string, draft: NewDraft): Promise<void> {
    await octokit.rest.repos
      .createRelease({ ...ownerAndRepo(repository), ...draftFields(draft), draft: true })
      .catch((error: unknown) => {
        throw toPermissionError(error, repository)
      })
  },

  /**
   * REST `git/create-ref`, then `repos/create-release`: publishes a pre-release on its tag. Never sent twice: an existing release
   * at the commit counts as created. GitHub may refuse it to a workflow if the workflow files differ from the default branch's, or
   * if a ruleset protects tags.
   */
  async createPrerelease(
    repository: string,
    release: { readonly tag: string; readonly commit: string; readonly body: string },
  ): Promise<void> {
    await createTag(octokit, repository, release)
    try {
      await octokit.rest.repos.createRelease({
        ...ownerAndRepo(repository),
        ...draftFields({ ...release, name: release.tag }),
        prerelease: true,
        make_latest: 'false',
      })
    } catch (error) {
      const found = await this.byTag(repository, release.tag)
      if (found?.target === release.commit) return
      throw found ? tagTaken(release.tag) : releaseRefused(error, release)
    }
  },

  /**
   * REST `repos/update-release`, right after reading the draft. A release that was published meanwhile, or a draft that another
   * run has moved to another commit, is not changed; the next plan reads it again.
   */
  async updateDraft(
    repository: string,
    { release, from, ...draft }: NewDraft & { readonly release: number; readonly from: string },
  ): Promise<void> {
    if ((await targetOfDraft(octokit, repository, release)) !== from) return
    await octokit.rest.repos.updateRelease({
      ...ownerAndRepo(repository),
      release_id: release,
      ...draftFields(draft),
    })
  },

  /** REST `repos/delete-release`, right after reading the draft. A deleted draft is not an error. */
  async removeDraft(repository: string, { release }: { readonly release: number }): Promise<void> {
    try {
      await targetOfDraft(octokit, repository, release)
      await octokit.rest.repos.deleteRelease({ ...ownerAndRepo(repository), release_id: release })
    } catch (error) {
      if (!(error instanceof RelError) || error.code !== 'not-found') throw error
    }
  },

  /** REST `repos/update-release`: only the text. */
  async note(repository: string, { release, body }: { readonly release: number; readonly body: string }) {
    await octokit.rest.repos.updateRelease({ ...ownerAndRepo(repository), release_id: release, body })
  },

  /** REST `repos/update-release`: also creates the tag, at the draft's target. Always sets "latest", so that GitHub does not decide it by date. */
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

/** GitHub answers 404 to users with read access only. */
const toPermissionError = (error: unknown, repository: string): unknown =>
  error instanceof RelError && error.code === 'not-found'
    ? new RelError('permission', `You do not have permission to write releases of ${repository}.`, {
        hint: 'Ask for the write role, or use a token that has it.',
        cause: error,
      })
    : error

/** The current target of a draft. GitHub has no conditional write for releases, so rel reads the draft right before it writes. */
async function targetOfDraft(octokit: Octokit, repository: string, release: number): Promise<string> {
  const { data } = await octokit.rest.repos.getRelease({ ...ownerAndRepo(repository), release_id: release })
  if (data.draft) return data.target_commitish
  throw new RelError('refused', `${data.tag_name} was published meanwhile and was not changed.`, {
    hint: 'Run the same command again; it reads the current state.',
  })
}
