import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { teamOf } from './team.js'

/** From merged pull requests to production, through its gates. */
export async function release(stage) {
  const { say, rel, check, writes } = stage
  const widgets = teamOf(stage, 'widgets')
  const here = widgets.clone
  const branches = async () => (await widgets.api('/branches?per_page=100')).map(({ name }) => name)
  const drafts = async () => (await widgets.api('/releases')).filter(({ draft }) => draft)

  say('What is merged is drafted')
  await widgets.ship(
    ['feature/search', 'search.txt', 'minor'],
    ['fix/typo', 'typo.txt', 'bug'],
    ['docs/manual', 'manual.txt', 'documentation'],
  )
  await rel(here, 'release show --notes')
  const [draft, ...others] = await drafts()
  check('there is one draft', draft !== undefined && others.length === 0)
  check('of the first version', draft.tag_name === '0.1.0')
  check('of the commit that dev runs', draft.target_commitish === (await widgets.answers('dev'))?.commit)
  const headings = [...draft.body.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title)
  check(
    `with sections: ${headings.join(', ')}`,
    ['Fixes', 'Documentation'].every((one) => headings.includes(one)),
  )

  say('It is published, and waits at the first gate')
  const version = draft.tag_name
  await writes()
  await rel(here, 'release publish --dry-run')
  check('a dry run writes nothing', (await writes()).length === 0)
  await rel(here, 'release publish --yes --interval 50ms', { exit: 8 })
  check(`release/${version} is there`, (await branches()).includes(`release/${version}`))
  check('staging runs nothing yet', (await widgets.answers('staging')) === null)
  await rel(here, 'release approve staging --yes', { exit: 4 })
  check('nobody approves who may not', (await widgets.answers('staging')) === null)

  say('Rosa lets it into staging, and into production')
  await rel(here, 'release approve staging --yes --interval 50ms', { as: 'rosa' })
  check('staging answers the version', (await widgets.answers('staging'))?.version === version)
  check('production runs nothing yet', (await widgets.answers('production')) === null)
  await rel(here, 'release approve production --yes --interval 50ms', { as: 'rosa' })
  await widgets.quiet()
  check('production answers the version', (await widgets.answers('production'))?.version === version)
  const digests = await Promise.all(['dev', 'staging', 'production'].map((name) => widgets.digestIn(name)))
  check('with the digest of staging and dev', digests[0] !== undefined && new Set(digests).size === 1)
  await writes()
  await rel(here, 'release approve production --yes', { as: 'rosa' })
  check('a second approval writes nothing', (await writes()).length === 0)
  await rel(here, 'status')
}

/** What was built and tested is what is released, or nothing is. */
export async function tampering(stage) {
  const { folder, say, rel, check } = stage
  const widgets = teamOf(stage, 'widgets')
  const here = widgets.clone
  const before = await widgets.answers('production')

  say('One byte of the next image is changed in the registry')
  await widgets.ship(['feature/tampered', 'tampered.txt', 'minor'])
  const digest = await widgets.digestIn('dev')
  await appendFile(join(folder, '.sandbox', 'images', 'blobs', digest.replace(':', '-')), 'x')
  await rel(here, 'release publish --yes --interval 50ms', { exit: 3 })
  const [tampered] = (await widgets.api('/releases')).filter(({ draft }) => draft)
  check('the terminal does not publish it', tampered !== undefined)
  await widgets.api(`/releases/${tampered.id}`, { method: 'PATCH', as: 'rosa', body: { draft: false } })
  await widgets.quiet()
  const { workflow_runs: runs } = await widgets.api('/actions/workflows/release.yml/runs')
  check('published in the web page, the workflow refuses it', runs[0].conclusion === 'failure')
  const after = await widgets.answers('production')
  check('production runs what it ran', after?.version === before.version)
}
