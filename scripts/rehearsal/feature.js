import { isUnreachable, repositoryOf } from './repository.js'

/** A change on its way to dev: a preview, QA slots, a merge. */
export async function feature(tools) {
  const { heading, rel, git, check, newWrites } = tools
  const widgets = repositoryOf(tools, 'widgets')
  const gadgets = repositoryOf(tools, 'gadgets')
  const here = widgets.clone

  heading('Preview a branch that has no pull request yet')
  await widgets.branch('feature/greeting', 'greeting.txt')
  await newWrites()
  await rel(here, 'preview up --dry-run')
  check('a dry run writes nothing', (await newWrites()).length === 0)
  await rel(here, 'preview up --yes --interval 50ms')
  const greeting = await widgets.openPullRequest('feature/greeting')
  const preview = 'preview/feature-greeting'
  const first = await widgets.head()
  check('the preview runs the head commit', (await widgets.readVersion(preview))?.commit === first)
  await newWrites()
  await rel(here, 'preview up')
  check('a second run writes nothing', (await newWrites()).length === 0)

  heading('A push updates the preview')
  await widgets.commit('greeting.txt', 'hello\n')
  await git(here, 'push --quiet')
  await widgets.waitUntilIdle()
  const second = await widgets.head()
  check('the preview runs the new commit', (await widgets.readVersion(preview))?.commit === second)

  heading('A branch of the same name in another repository shares the preview')
  await gadgets.branch('feature/greeting', 'greeting.txt')
  await rel(gadgets.clone, 'preview up --yes --interval 50ms')
  check('gadgets runs in the same preview', (await gadgets.readVersion(preview))?.service === 'gadgets')
  check('widgets still runs there', (await widgets.readVersion(preview))?.service === 'widgets')
  const address = await widgets.readAddress(preview)
  await rel(here, 'preview down --interval 50ms')
  check(
    '`preview down` stops widgets',
    (await widgets.readVersion(preview)) === null && (await isUnreachable(address)),
  )
  check('gadgets still runs there', (await gadgets.readVersion(preview))?.service === 'gadgets')
  await rel(gadgets.clone, 'preview down --interval 50ms')
  check('`preview down` in gadgets stops it too', (await gadgets.readVersion(preview)) === null)

  heading('Two pull requests want the same QA slot')
  await rel(here, 'qa deploy 2 --interval 50ms')
  check('qa2 runs the pull request', (await widgets.readVersion('qa2'))?.commit === second)
  await widgets.branch('feature/farewell', 'farewell.txt')
  await rel(here, 'qa deploy 2 --yes', { exit: 3 })
  check('no pull request was opened', (await widgets.openPullRequest('feature/farewell')) === undefined)
  await rel(here, 'qa deploy 2 --take --yes --interval 50ms')
  await widgets.waitUntilIdle()
  const farewell = await widgets.openPullRequest('feature/farewell')
  check('qa2 runs its new holder', (await widgets.readVersion('qa2'))?.commit === (await widgets.head()))
  check(
    'the former holder has lost its label',
    !(await widgets.readLabels(greeting.number)).includes('deploy/qa2'),
  )
  const comments = await widgets.api(`/issues/${greeting.number}/comments`)
  check('a comment tells the former holder', comments.length === 1 && comments[0].body.includes('qa2'))
  await rel(here, `qa deploy --any --pr ${greeting.number} --interval 50ms`)
  check('the former holder gets a free slot', (await widgets.readVersion('qa1'))?.commit === second)
  await rel(here, 'qa list')
  await rel(here, 'status')

  heading('A merge frees the slot and deploys to dev')
  await widgets.merge(farewell.number)
  await widgets.waitUntilIdle()
  check('qa2 runs nothing', (await widgets.readVersion('qa2')) === null)
  const main = await widgets.main()
  check('dev runs main', (await widgets.readVersion('dev'))?.commit === main)
  const onMain = await widgets.readJob('Main branch / build / build')
  const build = onMain.steps.find(({ name }) => name === 'Build')
  check('nothing was built on main', build.conclusion === 'skipped')
  const digest = await widgets.readDigest('dev')
  const why = await widgets.readLog('Main branch / build / build')
  check(
    `#${farewell.number} built the image that dev runs`,
    why.includes(`#${farewell.number} built an image`),
  )
  check('dev runs the same digest', digest !== undefined && why.includes(digest))
  check('the log of main names the run that built it', /actions\/runs\/\d+/.test(why))

  heading('A pull request with failing tests is not deployed')
  await widgets.branch('feature/red', 'test/red.test.js', 'throw new Error("red")\n')
  const output = await rel(here, 'preview up --yes --interval 50ms', { exit: 1 })
  check('the failing step and the end of its log are shown', /at the step "Test"[^]*exit code 1/.test(output))
  check('nothing is deployed', (await widgets.readVersion('preview/feature-red')) === null)

  heading('Free everything')
  await rel(here, `qa undeploy --pr ${greeting.number} --interval 50ms`)
  await rel(here, 'preview down --no-wait')
  check('qa1 runs nothing', (await widgets.readVersion('qa1')) === null)
  check('no label is left', (await widgets.readLabels(greeting.number)).length === 0)
}
