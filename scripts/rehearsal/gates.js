import { teamOf } from './team.js'

/** What a release manager meets besides: a main that moves, a gate that stays shut, and the way back. */
export async function gates(stage) {
  const { say, rel, check } = stage
  const widgets = teamOf(stage, 'widgets')
  const here = widgets.clone
  const production = async () => (await widgets.answers('production'))?.version
  const before = await production()

  say('A release is about to be overtaken')
  const [draft] = (await widgets.api('/releases')).filter((one) => one.draft)
  const newer = await widgets.propose('feature/newer', 'newer.txt', 'major')
  await widgets.quiet()
  await widgets.merge(newer)
  await rel(here, 'release publish --yes', { exit: 3 })
  check('a newer run of main stops it', (await widgets.api(`/releases/${draft.id}`)).draft)
  await rel(here, 'release publish --force main-moving --yes --interval 50ms', { exit: 8 })
  const { body } = await widgets.api(`/releases/tags/${draft.tag_name}`)
  check('overridden by name, the release says so', /Overridden by dev[\s\S]*main-moving/.test(body))

  say('Rosa tries it on staging, and turns it away')
  await rel(here, 'release approve staging --yes --interval 50ms', { as: 'rosa' })
  const watching = rel(here, 'release watch --interval 50ms', { exit: 3 })
  await rel(here, `release reject production --yes --comment 'Not on a Friday'`, { as: 'rosa' })
  await watching
  check('whoever watches is told, and production runs what it ran', (await production()) === before)

  say('The next one comes through, and is taken back')
  await widgets.quiet()
  await rel(here, 'release publish --yes --interval 50ms', { exit: 8 })
  await rel(here, 'release approve staging production --yes --interval 50ms', { as: 'rosa' })
  const next = await production()
  check(`production has moved on, as the label of a pull request asked: ${next}`, next === '1.0.0')
  await stage.git(here, 'fetch --quiet --tags origin', { quiet: true })
  await rel(here, `release rollback --to ${before} --yes`)
  const revert = (await widgets.api('/pulls?state=open')).find(({ title }) => /^Roll back/.test(title))
  check("a pull request takes it back, the process's own way", revert?.base.ref === 'main')
  await widgets.api(`/pulls/${revert.number}`, { method: 'PATCH', as: 'dev', body: { state: 'closed' } })
  await rel(here, `release rollback --to ${before} --redeploy --yes --interval 50ms`, { exit: 8 })
  await rel(here, 'release approve production --yes --interval 50ms', { as: 'rosa' })
  check('or the image of the older version, through the same gate', (await production()) === before)
}

/** The same gates where the plan of GitHub has no required reviewers. */
export async function dispatching(stage) {
  const { say, rel, check } = stage
  const gadgets = teamOf(stage, 'gadgets')
  const here = gadgets.clone
  const runs = async () => (await gadgets.api('/actions/workflows/deploy.yml/runs')).workflow_runs

  say('Gadgets dispatch their gates')
  await rel(here, 'init --gates dispatch --yes', { as: 'olga' })
  for (const name of ['staging', 'production'])
    await gadgets.api(`/environments/${name}`, { method: 'PUT', as: 'olga', body: { reviewers: [] } })
  const change = await gadgets.openFrom('rel/init')
  await gadgets.merge(change.number)
  await gadgets.quiet()
  await rel(here, 'release publish --yes --interval 50ms', { exit: 8 })
  await rel(here, 'release approve staging --yes', { exit: 4 })

  say('Dev starts the workflow all the same')
  const [draft] = await gadgets.api('/releases')
  const inputs = { environment: 'staging', version: draft.tag_name }
  const place = '/actions/workflows/deploy.yml/dispatches'
  await gadgets.api(place, { method: 'POST', as: 'dev', body: { ref: 'main', inputs } })
  await gadgets.quiet()
  const [alone] = await runs()
  check('its run refuses', alone.conclusion === 'failure')
  check(
    'and says why',
    (await gadgets.log('Deploy a release / authorise')).includes('dev cannot approve staging'),
  )

  say('Rosa may')
  await rel(here, 'release approve staging production --yes --interval 50ms', { as: 'rosa' })
  check('production answers', (await gadgets.answers('production'))?.version === draft.tag_name)
  const [hers] = await runs()
  await gadgets.api(`/actions/runs/${hers.id}/rerun`, { method: 'POST', as: 'dev' })
  await gadgets.quiet()
  check('who repeats her run has to be an approver too', (await runs())[0].conclusion === 'failure')
}
