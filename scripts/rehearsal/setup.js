import { repositoryOf } from './repository.js'

/** The sandbox's initial state: olga ran `rel init`, and dev merged it. */
export async function setup(tools) {
  const { heading, rel, check, newWrites } = tools
  const widgets = repositoryOf(tools, 'widgets')

  heading('rel init has set up the process')
  await newWrites()
  await rel(widgets.clone, 'init --yes')
  check('a second run has nothing to do and writes nothing', (await newWrites()).length === 0)
  const { protection_rules: rules } = await widgets.api('/environments/production')
  const reviewers = rules.flatMap((rule) => rule.reviewers ?? []).map(({ reviewer }) => reviewer.login)
  check('production needs the approval of rosa or olga', reviewers.sort().join() === 'olga,rosa')
  const { branch_policies: policies } = await widgets.api(
    '/environments/production/deployment-branch-policies',
  )
  check(
    'version tags, release branches and main may deploy there',
    policies.map(({ name }) => name).join() === '*,release/**,main',
  )
}
