import { teamOf } from './team.js'

/** What the sandbox began with: `rel init`, by olga, merged by dev. */
export async function adopting(stage) {
  const { say, rel, check, writes } = stage
  const widgets = teamOf(stage, 'widgets')

  say('The process came with rel init')
  await writes()
  await rel(widgets.clone, 'init --yes')
  check('there is nothing left to do, and nothing was written', (await writes()).length === 0)
  const { protection_rules: rules } = await widgets.api('/environments/production')
  const reviewers = rules.flatMap((rule) => rule.reviewers ?? []).map(({ reviewer }) => reviewer.login)
  check('production waits for rosa or olga', reviewers.sort().join() === 'olga,rosa')
  const { branch_policies: policies } = await widgets.api(
    '/environments/production/deployment-branch-policies',
  )
  check(
    'and lets in version tags, release branches and main',
    policies.map(({ name }) => name).join() === '*,release/**,main',
  )
}
