import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cloneOwner, organization, people, repositoryNames } from '../demo/people.js'
import { GitHubError } from '../errors.js'
import { gitEnvironment } from '../git/run.js'
import { cloneOf, lastServer, type Paths } from '../paths.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'

const execute = promisify(execFile)

/** Clones are made of the demo's own repositories, not of seeded ones nor of forks. */
const isDemo = ({ owner, name }: Repository): boolean =>
  owner === organization && repositoryNames.some((each) => each === name)

/** Clones of the demo repositories that are not there yet; those that are learn of a new address. */
export async function prepareClones(world: World, paths: Paths, url: string): Promise<void> {
  const before = lastServer(paths)?.url ?? url
  await Promise.all(
    world.store.all('repositories').map(async (repository) => {
      const clone = cloneOf(paths, repository)
      if (!existsSync(clone)) return isDemo(repository) ? makeClone(world, repository, paths, url) : undefined
      if (before !== url && isCloneOf(clone, `${before}/${repository.owner}/${repository.name}.git`))
        writeFileSync(
          configurationIn(clone),
          readFileSync(configurationIn(clone), 'utf8').replaceAll(before, url),
        )
    }),
  )
}

export const configurationIn = (clone: string): string => join(clone, '.git', 'config')
const isCloneOf = (clone: string, remote: string): boolean =>
  existsSync(configurationIn(clone)) &&
  readFileSync(configurationIn(clone), 'utf8').includes(`url = ${remote}\n`)

/** A clone beside the others, unless there is one; null: its folder is something else. */
export async function cloneBeside(
  world: World,
  paths: Paths,
  name: string,
  url: string,
): Promise<string | null> {
  const repository = world.store.first('repositories', 'name', name.toLowerCase())
  if (!repository) throw new GitHubError(422, `There is no repository ${name}.`)
  const clone = cloneOf(paths, repository)
  if (!existsSync(clone)) await makeClone(world, repository, paths, url)
  return isCloneOf(clone, `${url}/${repository.owner}/${repository.name}.git`) ? clone : null
}

/** Straight from the bare repository: the server need not run. */
async function makeClone(world: World, repository: Repository, paths: Paths, url: string): Promise<void> {
  const { directory } = world.git(repository)
  const clone = cloneOf(paths, repository)
  await execute('git', ['clone', '--quiet', '--no-hardlinks', '--template=', directory, clone], {
    env: gitEnvironment,
  })
  writeFileSync(configurationIn(clone), configurationOf(world, repository, url, paths.images))
}

/** Everything that git and rel need to know, so that both work without a home directory and no token is in a remote's url. */
function configurationOf(world: World, repository: Repository, url: string, images: string): string {
  const owner = people.find(({ login }) => login === cloneOwner)
  const token = world.store.by('tokens', 'login', cloneOwner)[0]?.secret ?? ''
  return `[core]
	repositoryformatversion = 0
	filemode = true
	bare = false
	logallrefupdates = true
[user]
	name = ${owner?.name ?? cloneOwner}
	email = ${cloneOwner}@users.noreply.sandbox.localhost
[rel]
	apiUrl = ${url}/api/v3
	token = ${token}
	images = ${JSON.stringify(images)}
[credential "${url}"]
	helper =
	helper = "!f() { test \\"$1\\" = get && echo username=x-access-token && echo \\"password=$(git config rel.token)\\"; }; f"
[remote "origin"]
	url = ${url}/${repository.owner}/${repository.name}.git
	fetch = +refs/heads/*:refs/remotes/origin/*
[branch "${repository.defaultBranch}"]
	remote = origin
	merge = refs/heads/${repository.defaultBranch}
`
}
