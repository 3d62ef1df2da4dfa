import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { procReceiveHook } from './push-hook.js'
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

/** Creates an empty bare repository without a git process: the start of a sandbox creates many. */
export function createBare(directory: string, defaultBranch: string): GitRepository {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks', 'info'])
    mkdirSync(join(directory, folder), { recursive: true })
  writeFileSync(join(directory, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`)
  writeFileSync(join(directory, 'config'), configuration)
  writeFileSync(join(directory, 'hooks', 'proc-receive.cjs'), procReceiveHook)
  const hook = join(directory, 'hooks', 'proc-receive')
  writeFileSync(hook, '#!/bin/sh\nexec "$REL_SANDBOX_NODE" "$0.cjs"\n')
  chmodSync(hook, 0o755)
  return { directory }
}

/** Imports a `git fast-import` stream: one process creates the whole history of a repository. */
export async function importHistory(git: GitRepository, stream: string): Promise<void> {
  await run(git, ['fast-import', '--quiet', '--date-format=raw'], { input: stream })
}
