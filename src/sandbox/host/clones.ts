import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloneOwner, organization, people, repositoryNames } from '../demo/people.js'
import { GitHubError } from '../errors.js'
import { runGit } from '../git/process.js'
import { outputOf } from '../git/run.js'
import { cloneOf, lastServer, type Paths } from '../paths.js'
import type { Repository } from '../state/rows.js'
import type { World } from '../world.js'

/** Only the demo's own repositories are cloned at start, not seeded ones or forks. */
const isDemoRepository = ({ owner, name }: Repository): boolean =>
  owner === organization && repositoryNames.some((demoName) => demoName === name)

/** Makes the missing clones of the demo repositories, and updates the sandbox's url in existing clones if it changed. */
export async function prepareClones(world: World, paths: Paths, url: string): Promise<void> {
  const before = lastServer(paths)?.url ?? url
  await Promise.all(
    world.store.all('repositories').map(async (repository) => {
      const clone = cloneOf(paths, repository)
      if (!existsSync(clone))
        return isDemoRepository(repository) ? makeClone(world, repository, paths, url) : undefined
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

/** Clones the repository beside the other clones unless it is cloned already; null if its folder exists and is something else. */
export async function ensureClone(
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

/** Clones from the bare repository, so that the server need not run. */
async function makeClone(world: World, repository: Repository, paths: Paths, url: string): Promise<void> {
  const { directory } = world.git(repository)
  const clone = cloneOf(paths, repository)
  const args = ['clone', '--quiet', '--no-hardlinks', '--template=', '--end-of-options', directory, clone]
  outputOf(args, await runGit(args))
  const configuration = configurationIn(clone)
  chmodSync(configuration, 0o600) // it will contain a token
  writeFileSync(configuration, configurationOf(world, repository, url, paths.images))
}

/** The git configuration of a clone: git and rel work without a home directory, and no remote url contains a token. */
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
