import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { proposer } from './push-hook.js'
import { run, type GitRepository } from './run.js'

const configuration = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
	fsync = none
[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
[receive]
	hideRefs = refs/pull
	unpackLimit = 1
[gc]
	auto = 0
`

/** Makes an empty bare repository as git would, without asking git: many are made when a sandbox starts. */
export function createBare(directory: string, defaultBranch: string): GitRepository {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks', 'info'])
    mkdirSync(join(directory, folder), { recursive: true })
  writeFileSync(join(directory, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`)
  writeFileSync(join(directory, 'config'), configuration)
  writeFileSync(join(directory, 'hooks', 'proc-receive.cjs'), proposer)
  const hook = join(directory, 'hooks', 'proc-receive')
  writeFileSync(hook, '#!/bin/sh\nexec "$REL_SANDBOX_NODE" "$0.cjs"\n')
  chmodSync(hook, 0o755)
  return { directory }
}

/** Takes a `git fast-import` stream: one process makes all of a repository's history. */
export async function importHistory(git: GitRepository, stream: string): Promise<void> {
  await run(git, ['fast-import', '--quiet', '--date-format=raw'], { input: stream })
}
