import type { InitFacts } from './facts.js'
import { helmfiles } from './settings.js'

/** What the team still has to provide before anything can be built or deployed, one sentence each. */
export function missingSetup(facts: InitFacts): readonly string[] {
  const placeholders = facts.files
    .filter(({ owner, action }) => owner === 'team' && (action === 'created' || action === 'unchanged'))
    .map(({ path }) => path)
  return needsOf(facts)
    .filter(
      ({ action, isProvided }) =>
        placeholders.includes(`.github/actions/${action}/action.yml`) && !isProvided,
    )
    .map(({ message }) => message)
}

/** What each action needs from the team, as `rel` first writes it. */
function needsOf({ config, root }: InitFacts) {
  const has = (...names: readonly string[]): boolean => names.some((name) => root.includes(name))
  const own = (action: string, purpose: string) => ({
    action,
    isProvided: false,
    message: `.github/actions/${action}/action.yml is a placeholder; add the steps that ${purpose}.`,
  })
  const built =
    config.image.build === 'own'
      ? [own('build', 'build an image'), own('promote', 'tag an image with a version')]
      : [
          {
            action: 'build',
            isProvided: has('Dockerfile') || Object.keys(config.services).length > 0,
            message: 'There is no Dockerfile at the root yet; the image is built from it.',
          },
        ]
  const deployed =
    config.deploy.with === 'own'
      ? [own('deploy', 'deploy an image'), own('undeploy', 'take down an environment')]
      : [
          {
            action: 'deploy',
            isProvided: has(...helmfiles, 'deploy'),
            message: 'There is no helmfile in deploy/ or at the root yet; environments are deployed with it.',
          },
        ]
  const tested = {
    ...own('test', 'test this repository'),
    isProvided: has('package.json', 'compose.test.yml'),
  }
  return [...built, tested, ...deployed]
}
