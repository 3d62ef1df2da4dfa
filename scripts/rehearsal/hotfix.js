import { teamOf } from './team.js'

/** A fix for what runs in production, while main has moved on: to its line, to production, and back to main. */
export async function hotfix(stage) {
  const { say, rel, git, check, writes } = stage
  const widgets = teamOf(stage, 'widgets')
  const here = widgets.clone
  const { version } = await widgets.answers('production')
  const fixed = version.replace(/\d+$/, (patch) => String(Number(patch) + 1))

  say('Main moves on, with the fix that production needs')
  const [later, fix] = await widgets.ship(
    ['feature/later', 'later.txt', 'minor'],
    ['fix/login', 'login.txt', 'bug'],
  )
  await git(here, 'fetch --quiet origin', { quiet: true })

  say(`A hotfix of ${version} picks it`)
  await writes()
  await rel(here, `hotfix start login --pick ${fix} --dry-run`)
  check('a dry run writes nothing', (await writes()).length === 0)
  await rel(here, `hotfix start login --pick ${fix} --yes`)
  const pull = await widgets.openFrom('hotfix/login')
  check(`a pull request goes into release/${version}`, pull?.base.ref === `release/${version}`)
  await writes()
  await rel(here, `hotfix start login --pick ${fix} --yes`)
  check('a second start writes nothing', (await writes()).length === 0)

  say('What it needs besides is committed on its branch')
  await git(here, 'fetch --quiet origin')
  await git(here, 'switch --quiet hotfix/login')
  await widgets.commit('only-there.txt', 'what main never needed\n')
  await git(here, 'push --quiet origin hotfix/login')
  await rel(here, `hotfix deploy --pr ${pull.number} --yes --interval 50ms`)
  check('hotfix answers with it', (await widgets.answers('hotfix'))?.commit === (await widgets.head()))

  say('Merged, it waits for production alone')
  await widgets.merge(pull.number)
  await widgets.quiet()
  check('hotfix runs nothing', (await widgets.answers('hotfix')) === null)
  await rel(here, 'release approve production --yes --interval 50ms', { as: 'rosa' })
  await widgets.quiet()
  check(`production answers ${fixed}`, (await widgets.answers('production'))?.version === fixed)
  check('staging was not touched', (await widgets.answers('staging'))?.version === version)

  say('It comes back to main')
  await rel(here, 'hotfix list')
  const back = await widgets.openFrom(`reintegrate/${fixed}`)
  check('a pull request brings it back', back?.base.ref === 'main')
  await widgets.merge(back.number)
  await widgets.quiet()
  await rel(here, 'hotfix status')
  const shown = JSON.parse(await rel(here, 'hotfix status --json', { quiet: true }))
  check('nothing of it is missing on main', shown.result.missing === 0)
  const [draft] = (await widgets.api('/releases')).filter((one) => one.draft)
  check(
    'the next draft has everything that main had besides',
    [later, fix].every((number) => draft.body.includes(`(#${number})`)),
  )
  await rel(here, 'release list')
}
