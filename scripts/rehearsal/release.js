import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repositoryOf } from './repository.js'

/** From merged pull requests through the gates to production. */
export async function release(tools) {
  const { heading, rel, check, newWrites } = tools
  const widgets = repositoryOf(tools, 'widgets')
  const here = widgets.clone
  const branches = async () => (await widgets.api('/branches?per_page=100')).map(({ name }) => name)
  const drafts = async () => (await widgets.api('/releases')).filter(({ draft }) => draft)

  heading('Merged pull requests are in the draft')
  await widgets.ship(
    ['feature/search', 'search.txt', 'minor'],
    ['fix/typo', 'typo.txt', 'bug'],
    ['docs/manual', 'manual.txt', 'documentation'],
  )
  await rel(here, 'release show --notes')
  const [draft, ...others] = await drafts()
  check('there is one draft', draft !== undefined && others.length === 0)
  check('it has the first version', draft.tag_name === '0.1.0')
  check(
    'it is at the commit that dev runs',
    draft.target_commitish === (await widgets.readVersion('dev'))?.commit,
  )
  const headings = [...draft.body.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title)
  check(
    `its notes have the sections ${headings.join(', ')}`,
    ['Fixes', 'Documentation'].every((title) => headings.includes(title)),
  )

  heading('The published release waits at the first gate')
  const version = draft.tag_name
  await newWrites()
  await rel(here, 'release publish --dry-run')
  check('a dry run writes nothing', (await newWrites()).length === 0)
  await rel(here, 'release publish --yes --interval 50ms', { exit: 8 })
  check(`the branch release/${version} exists`, (await branches()).includes(`release/${version}`))
  check('staging runs nothing yet', (await widgets.readVersion('staging')) === null)
  await rel(here, 'release approve staging --yes', { exit: 4 })
  check('dev cannot approve it', (await widgets.readVersion('staging')) === null)

  heading('Rosa approves it for staging and for production')
  await rel(here, 'release approve staging --yes --interval 50ms', { as: 'rosa' })
  check('staging runs the version', (await widgets.readVersion('staging'))?.version === version)
  check('production runs nothing yet', (await widgets.readVersion('production')) === null)
  await rel(here, 'release approve production --yes --interval 50ms', { as: 'rosa' })
  await widgets.waitUntilIdle()
  check('production runs the version', (await widgets.readVersion('production'))?.version === version)
  const digests = await Promise.all(['dev', 'staging', 'production'].map((name) => widgets.readDigest(name)))
  check(
    'dev, staging and production run the same digest',
    digests[0] !== undefined && new Set(digests).size === 1,
  )
  await newWrites()
  await rel(here, 'release approve production --yes', { as: 'rosa' })
  check('a second approval writes nothing', (await newWrites()).length === 0)
  await rel(here, 'status')
}

/** An image that was changed after the tests is not released. */
export async function tampering(tools) {
  const { folder, heading, rel, check } = tools
  const widgets = repositoryOf(tools, 'widgets')
  const here = widgets.clone
  const before = await widgets.readVersion('production')

  heading('A byte of the next image is changed in the registry')
  await widgets.ship(['feature/tampered', 'tampered.txt', 'minor'])
  const digest = await widgets.readDigest('dev')
  await appendFile(join(folder, '.sandbox', 'images', 'blobs', digest.replace(':', '-')), 'x')
  await rel(here, 'release publish --yes --interval 50ms', { exit: 3 })
  const [tampered] = (await widgets.api('/releases')).filter(({ draft }) => draft)
  check('rel does not publish it', tampered !== undefined)
  await widgets.api(`/releases/${tampered.id}`, { method: 'PATCH', as: 'rosa', body: { draft: false } })
  await widgets.waitUntilIdle()
  const { workflow_runs: runs } = await widgets.api('/actions/workflows/release.yml/runs')
  check('published in the web page, it is refused by the workflow', runs[0].conclusion === 'failure')
  const after = await widgets.readVersion('production')
  check('production has not changed', after?.version === before.version)
}
