import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask, run, type GitRepository } from './run.js'

const configuration = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
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

/**
 * Refuses what it is asked about, ref by ref and in GitHub's words; git asks it only about protected branches
 * (receive.procReceiveRefs) and lets the other refs of the push through. Protocol: githooks(5), proc-receive.
 */
const refuser = `let input = Buffer.alloc(0)
let greeted = false
const refs = []
const line = (text) => (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text
process.stdin.on('data', (chunk) => {
  input = Buffer.concat([input, chunk])
  while (input.length >= 4) {
    const length = parseInt(input.subarray(0, 4).toString(), 16)
    if (input.length < Math.max(length, 4)) return
    const text = input.subarray(4, Math.max(length, 4)).toString().trimEnd()
    input = input.subarray(Math.max(length, 4))
    if (length > 0 && greeted) refs.push(text.split(' ')[2])
    if (length > 0) continue
    if (greeted) return refuse()
    greeted = true
    process.stdout.write(line('version=1\\0atomic\\n') + '0000')
  }
})
function refuse() {
  for (const ref of refs) {
    process.stderr.write(\`error: GH006: Protected branch update failed for \${ref}.\\nerror: \\nerror: - Changes must be made through a pull request.\\n\`)
    process.stdout.write(line(\`ng \${ref} protected branch hook declined\\n\`))
  }
  process.stdout.write('0000')
  process.exit(0)
}
`

/** Makes an empty bare repository as git would, without asking git: many are made when a sandbox starts. */
export function createBare(directory: string, defaultBranch: string): GitRepository {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks', 'info'])
    mkdirSync(join(directory, folder), { recursive: true })
  writeFileSync(join(directory, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`)
  writeFileSync(join(directory, 'config'), configuration)
  writeFileSync(join(directory, 'hooks', 'proc-receive.cjs'), refuser)
  const hook = join(directory, 'hooks', 'proc-receive')
  writeFileSync(hook, '#!/bin/sh\nexec "$REL_SANDBOX_NODE" "$0.cjs"\n')
  chmodSync(hook, 0o755)
  return { directory }
}

/** From now on nobody pushes to this ref. */
export async function refusePushesTo(git: GitRepository, ref: string): Promise<void> {
  await run(git, ['config', '--add', 'receive.procReceiveRefs', ref])
}

/** A fork has no protected branches. */
export async function allowAllPushes(git: GitRepository): Promise<void> {
  await ask(git, ['config', '--unset-all', 'receive.procReceiveRefs']) // fails when there were none
}

/** Takes a `git fast-import` stream: one process makes all of a repository's history. */
export async function importHistory(git: GitRepository, stream: string): Promise<void> {
  await run(git, ['fast-import', '--quiet', '--date-format=raw'], { input: stream })
}
