import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deploy } from '../support/deploy.js'
import { commitOn, gitAt, lineOf } from '../support/hotfix.js'
import { openPull, pushBranch, type Sandbox } from '../support/sandbox.js'
import { runRel, sandboxForTest } from '../support/transcript.js'

/** A title, name or description that clears the screen, reorders the line, hides a part of it and begins a line of its own. */
const hostile = (name: string): string =>
  `${name}\u001B[2J\u001B]8;;http://evil\u0007\u202Eneddih\u2066\u200B\u009B31m 🚀\n✓ Approved by everybody\r\u2028Error: forged`
const forged = /^(✓ Approved|Error: forged)/m

const unsafe =
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/
const branch = 'feature/a\u202Eb\u2066c-🚀'

/** A repository in which every text that somebody with write access, or the author of a pull request, can choose is hostile. */
async function hostileRepository(): Promise<Sandbox> {
  const sandbox = await sandboxForTest()
  const api = async (method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await sandbox.api('olga', method, `/repos/acme/widgets${path}`, body)
    expect([path, answer.status, answer.status < 300]).toEqual([path, answer.status, true])
    return answer.body
  }
  const line = await lineOf(sandbox, '1.4.0')
  await gitAt(sandbox, 'config', 'user.name', 'Dev\u001B[31m\u202E')
  await commitOn(sandbox, line, 'fix.txt', 'fixed')
  await writeFile(join(sandbox.clone('widgets'), 'fix.txt'), 'more\n')
  await gitAt(sandbox, 'commit', '--quiet', '--all', '--message', hostile('Fix'))
  await gitAt(sandbox, 'push', '--quiet', 'origin', line)
  const first = await openPull(sandbox, branch, hostile('First'))
  const second = await openPull(sandbox, 'feature/second', hostile('Second'))
  for (const number of [first, second])
    await api('POST', `/issues/${number}/labels`, { labels: ['deploy', 'deploy/qa2'] })
  await api('PATCH', `/pulls/${first}`, { body: hostile('body') })
  await api('POST', '/releases', {
    tag_name: '1.5.0',
    name: hostile('1.5.0'),
    body: `## Changes\n* ${hostile('About')} (#1) @dev`,
  })
  await deploy(sandbox, 'qa2', {
    ref: branch,
    description: hostile('rel pr 1'),
    url: 'https://qa2.example/\u202Ex',
  })
  await deploy(sandbox, 'preview/a\u202Eb', { ref: branch })
  await pushBranch(sandbox, 'hotfix/here', { from: `origin/${line}` })
  return sandbox
}

const commands = [
  'status',
  'preview list',
  'preview up --pr 1 --dry-run',
  'preview down --pr 1 --dry-run',
  'qa list',
  'qa deploy',
  'qa deploy 2 --pr 2',
  'qa deploy 2 --pr 2 --take',
  'qa deploy 3 --pr 1 --dry-run',
  'qa undeploy --pr 1 --dry-run',
  'release list',
  'release show 1.5.0',
  'release draft --dry-run',
  'release publish --dry-run',
  'release approve',
  'release reject',
  'release rollback --dry-run',
  'release watch',
  'env redeploy qa2 --dry-run',
  'hotfix list',
  'hotfix status',
  'hotfix start --pick 1 --dry-run',
  'hotfix reintegrate --dry-run',
  'hotfix deploy --pr 1 --dry-run',
  'init --dry-run',
  'config show',
  `preview up --pr 'x\u001B[2J\u202E'`,
  `qa deploy 'x\u001B[2J\u202E'`,
  `release show 'x\u001B[2J\u202E'`,
  `'x\u001B[2J\u202E'`,
  `release publish --repo 'x\u001B[2J\u202E'`,
]

test('no command shows a control character, a bidi mark or a line that somebody else wrote', async () => {
  const sandbox = await hostileRepository()
  const outputs = await Promise.all(
    commands.flatMap((command) =>
      ['', ' --json'].map(async (json) => ({
        command: command + json,
        ...(await runRel(sandbox, command + json)),
      })),
    ),
  )
  for (const { command, stdout, stderr } of outputs) {
    expect([command, unsafe.exec(`${stdout}${stderr}`)]).toEqual([command, null])
    expect([command, forged.exec(`${stdout}\n${stderr}`)]).toEqual([command, null])
    expect([command, stdout + stderr === '']).toEqual([command, false])
  }
  // The texts are there, and emoji with them.
  const shown = outputs.map(({ stdout }) => stdout).join('\n')
  for (const text of ['First', 'Second', 'Fix', '1.5.0', '🚀']) expect(shown).toContain(text)
})
