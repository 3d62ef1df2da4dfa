import { nodeId } from '../../node-id.js'
import { repositoryById } from '../../rules/access/access.js'
import type { Release } from '../../state/release-rows.js'
import type { World } from '../../world.js'
import { repositoryPage, repositoryUrl } from './repository.js'
import { loginView } from './user.js'

/** release. The sandbox has no assets: the list is always empty, and an upload returns 501. */
export function releaseView(world: World, release: Release) {
  const repository = repositoryById(world, release.repository)
  const api = repositoryUrl(world, repository)
  const page = `${repositoryPage(world, repository)}/releases/tag`
  const url = `${api}/releases/${release.id}`
  const path = release.tag.split('/').map(encodeURIComponent).join('/')
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${page}/${release.draft ? release.untagged : path}`,
    id: release.id,
    author: loginView(world, release.author),
    node_id: nodeId('Release', release.id),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    draft: release.draft,
    immutable: release.immutable,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    updated_at: release.updatedAt,
    published_at: release.publishedAt,
    assets: [],
    tarball_url: release.draft ? null : `${api}/tarball/${path}`,
    zipball_url: release.draft ? null : `${api}/zipball/${path}`,
    body: release.body,
  }
}
