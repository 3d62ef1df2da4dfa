import { repositoryOf } from './repository.js'

/** A hotfix while main has moved on: into its line, to production, and back to main. */
export async function hotfix(tools) {
  const { heading, rel, git, check, newWrites } = tools
  const widgets = repositoryOf(tools, 'widgets')
  const here = widgets.clone
  const { version } = await widgets.readVersion('production')
  const fixed = version.replace(/\d+$/, (patch) => String(Number(patch) + 1))

  heading('Main moves on and gets a fix that production needs')
  const [later, fix] = await widgets.ship(
    ['feature/later', 'later.txt', 'minor'],
    ['fix/login', 'login.txt', 'bug'],
  )
  await git(here, 'fetch --quiet origin', { quiet: true })

  heading(`A hotfix of ${version} picks the fix`)
  await newWrites()
  await rel(here, `hotfix start login --pick ${fix} --dry-run`)
  check('a dry run writes nothing', (await newWrites()).length === 0)
  await rel(here, `hotfix start login --pick ${fix} --yes`)
  const pull = await widgets.openPullRequest('hotfix/login')
  check(`a pull request into release/${version} is open`, pull?.base.ref === `release/${version}`)
  await newWrites()
  await rel(here, `hotfix start login --pick ${fix} --yes`)
  check('a second start writes nothing', (await newWrites()).length === 0)

  heading('The hotfix branch gets a commit of its own')
  await git(here, 'fetch --quiet origin')
  await git(here, 'switch --quiet hotfix/login')
  await widgets.commit('only-there.txt', 'only for the hotfix\n')
  await git(here, 'push --quiet origin hotfix/login')
  await rel(here, `hotfix deploy --pr ${pull.number} --yes --interval 50ms`)
  check('hotfix runs it', (await widgets.readVersion('hotfix'))?.commit === (await widgets.head()))

  heading('After the merge it waits for production only')
  await widgets.merge(pull.number)
  await widgets.waitUntilIdle()
  check('hotfix runs nothing', (await widgets.readVersion('hotfix')) === null)
  await rel(here, 'release approve production --yes --interval 50ms', { as: 'rosa' })
  await widgets.waitUntilIdle()
  check(`production runs ${fixed}`, (await widgets.readVersion('production'))?.version === fixed)
  check('staging was not touched', (await widgets.readVersion('staging'))?.version === version)

  heading('The hotfix is reintegrated into main')
  await rel(here, 'hotfix list')
  const back = await widgets.openPullRequest(`reintegrate/${fixed}`)
  check('a pull request into main is open', back?.base.ref === 'main')
  await widgets.merge(back.number)
  await widgets.waitUntilIdle()
  await rel(here, 'hotfix status')
  const status = JSON.parse(await rel(here, 'hotfix status --json', { quiet: true }))
  check('no commit of it is missing on main', status.result.missing === 0)
  const [draft] = (await widgets.api('/releases')).filter((release) => release.draft)
  check(
    'the next draft has the other changes of main',
    [later, fix].every((number) => draft.body.includes(`(#${number})`)),
  )
  await rel(here, 'release list')
}
