import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The story so far: a preview, a QA slot, and who has it. */
export async function story(stage) {
  const { folder, say, rel, git, github, check, writes } = stage
  const widgets = join(folder, 'widgets')
  const api = (path) => github(`/repos/acme/widgets${path}`)
  const labelsOf = async (number) => (await api(`/issues/${number}/labels`)).map(({ name }) => name)
  const openFrom = async (branch) => (await api(`/pulls?state=open&head=acme:${branch}`))[0]
  const commit = async (branch, file) => {
    await git(widgets, `switch --quiet --create ${branch} origin/main`)
    await writeFile(join(widgets, file), `${branch}\n`)
    await git(widgets, `add ${file}`)
    await git(widgets, `commit --quiet --message 'Add ${file}'`)
  }

  say('A GitHub of our own')
  await rel(folder, 'sandbox start --dir . --detach')
  const { pid } = await stage.open()
  check('the sandbox runs', process.kill(pid, 0))

  say('A preview for a branch that has no pull request yet')
  await commit('feature/greeting', 'greeting.txt')
  await rel(widgets, 'preview up --dry-run')
  check('a dry run writes nothing', (await writes()).length === 0)
  await rel(widgets, 'preview up --yes')
  const greeting = await openFrom('feature/greeting')
  const head = (await git(widgets, 'rev-parse HEAD', { quiet: true })).trim()
  check(
    'the branch is on GitHub',
    (await git(widgets, 'ls-remote origin refs/heads/feature/greeting', { quiet: true })).startsWith(head),
  )
  check('its pull request has the label deploy', (await labelsOf(greeting.number)).join() === 'deploy')
  await writes()
  await rel(widgets, 'preview up')
  check('a second run writes nothing', (await writes()).length === 0)

  say('A QA slot')
  await rel(widgets, 'qa deploy 2')
  check('the pull request has the label deploy/qa2', (await labelsOf(greeting.number)).includes('deploy/qa2'))
  await rel(widgets, 'qa list')

  say('Somebody else wants the same slot')
  await commit('feature/farewell', 'farewell.txt')
  await rel(widgets, 'qa deploy 2 --yes', { exit: 3 })
  check('nothing was opened', (await openFrom('feature/farewell')) === undefined)
  await rel(widgets, 'qa deploy 2 --take --yes')
  const farewell = await openFrom('feature/farewell')
  check('the slot moved', (await labelsOf(farewell.number)).includes('deploy/qa2'))
  check('the loser lost its label', !(await labelsOf(greeting.number)).includes('deploy/qa2'))
  const comments = await api(`/issues/${greeting.number}/comments`)
  check('the loser was told', comments.length === 1 && comments[0].body.includes('qa2'))
  await rel(widgets, `qa deploy --any --pr ${greeting.number}`)
  check('the loser took a free slot', (await labelsOf(greeting.number)).includes('deploy/qa1'))

  say('Who has what')
  await rel(widgets, 'preview list')
  await rel(widgets, 'qa list')

  say('Giving it all back')
  await rel(widgets, 'qa undeploy')
  await rel(widgets, `qa undeploy --pr ${greeting.number}`)
  await rel(widgets, `preview down --pr ${greeting.number}`)
  check(
    'no label is left',
    (await labelsOf(greeting.number)).length + (await labelsOf(farewell.number)).length === 0,
  )

  say('The end')
  await rel(folder, 'sandbox stop --dir .')

  check('no process is left', !isAlive(pid))
}

/** A process that has ended but that nobody has asked after (a zombie, where nothing reaps) is not alive. */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
