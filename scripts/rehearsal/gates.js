import { repositoryOf } from './repository.js'

/** Special cases of a release: main moves on, a gate rejects it, and it is rolled back. */
export async function gates(tools) {
  const { heading, rel, check } = tools
  const widgets = repositoryOf(tools, 'widgets')
  const here = widgets.clone
  const production = async () => (await widgets.readVersion('production'))?.version
  const before = await production()

  heading('A newer commit of main is on its way')
  const [draft] = (await widgets.api('/releases')).filter((release) => release.draft)
  const newer = await widgets.propose('feature/newer', 'newer.txt', 'major')
  await widgets.waitUntilIdle()
  await widgets.merge(newer)
  await rel(here, 'release publish --yes', { exit: 3 })
  check('the newer run of main stops the release', (await widgets.api(`/releases/${draft.id}`)).draft)
  await rel(here, 'release publish --force main-build-pending --yes --interval 50ms', { exit: 8 })
  const { body } = await widgets.api(`/releases/tags/${draft.tag_name}`)
  check(
    'the release records that the check was overridden',
    /Overridden by dev[\s\S]*main-build-pending/.test(body),
  )

  heading('Rosa approves it for staging and rejects it for production')
  await rel(here, 'release approve staging --yes --interval 50ms', { as: 'rosa' })
  const watching = rel(here, 'release watch --interval 50ms', { exit: 3 })
  await rel(here, `release reject production --yes --comment 'Not on a Friday'`, { as: 'rosa' })
  await watching
  check('`release watch` ends, and production has not changed', (await production()) === before)

  heading('The next release is deployed and rolled back')
  await widgets.waitUntilIdle()
  await rel(here, 'release publish --yes --interval 50ms', { exit: 8 })
  await rel(here, 'release approve staging production --yes --interval 50ms', { as: 'rosa' })
  const next = await production()
  check(`production runs ${next}, a major version because of a label`, next === '1.0.0')
  await tools.git(here, 'fetch --quiet --tags origin', { quiet: true })
  await rel(here, `release rollback --to ${before} --yes`)
  const revert = (await widgets.api('/pulls?state=open')).find(({ title }) => /^Roll back/.test(title))
  check('a pull request rolls it back', revert?.base.ref === 'main')
  await widgets.api(`/pulls/${revert.number}`, { method: 'PATCH', as: 'dev', body: { state: 'closed' } })
  await rel(here, `release rollback --to ${before} --redeploy --yes --interval 50ms`, { exit: 8 })
  await rel(here, 'release approve production --yes --interval 50ms', { as: 'rosa' })
  check('--redeploy deploys the older image, behind the same gate', (await production()) === before)
}

/** Gates on a GitHub plan without required reviewers. */
export async function dispatching(tools) {
  const { heading, rel, check } = tools
  const gadgets = repositoryOf(tools, 'gadgets')
  const here = gadgets.clone
  const runs = async () => (await gadgets.api('/actions/workflows/deploy.yml/runs')).workflow_runs

  heading('gadgets uses dispatched gates')
  await rel(here, 'init --gates dispatch --yes', { as: 'olga' })
  for (const name of ['staging', 'production'])
    await gadgets.api(`/environments/${name}`, { method: 'PUT', as: 'olga', body: { reviewers: [] } })
  const change = await gadgets.openPullRequest('rel/init')
  await gadgets.merge(change.number)
  await gadgets.waitUntilIdle()
  await rel(here, 'release publish --yes --interval 50ms', { exit: 8 })
  await rel(here, 'release approve staging --yes', { exit: 4 })

  heading('Dev, who is not an approver, starts the workflow')
  const [draft] = await gadgets.api('/releases')
  const inputs = { environment: 'staging', version: draft.tag_name }
  const dispatches = '/actions/workflows/deploy.yml/dispatches'
  await gadgets.api(dispatches, { method: 'POST', as: 'dev', body: { ref: 'main', inputs } })
  await gadgets.waitUntilIdle()
  const [refused] = await runs()
  check('the run fails', refused.conclusion === 'failure')
  check(
    'its log gives the reason',
    (await gadgets.readLog('Deploy a release / authorise')).includes('dev cannot approve staging'),
  )

  heading('Rosa, an approver, starts it')
  await rel(here, 'release approve staging production --yes --interval 50ms', { as: 'rosa' })
  check('production runs the version', (await gadgets.readVersion('production'))?.version === draft.tag_name)
  const [approved] = await runs()
  await gadgets.api(`/actions/runs/${approved.id}/rerun`, { method: 'POST', as: 'dev' })
  await gadgets.waitUntilIdle()
  check('whoever re-runs it must be an approver too', (await runs())[0].conclusion === 'failure')
}
