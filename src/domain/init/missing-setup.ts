import type { InitFacts } from './facts.js'
import { helmfiles } from './settings.js'

/** What only the team can give before anything is built or deployed, and has not yet: one sentence each. */
export function missingSetup(facts: InitFacts): readonly string[] {
  const begun = facts.files
    .filter(({ owner, action }) => owner === 'team' && (action === 'created' || action === 'unchanged'))
    .map(({ path }) => path)
  return needsOf(facts)
    .filter(({ action, isThere }) => begun.includes(`.github/actions/${action}/action.yml`) && !isThere)
    .map(({ says }) => says)
}

/** What each action of the team needs, as `rel` begins it. */
function needsOf({ config, root }: InitFacts) {
  const has = (...names: readonly string[]): boolean => names.some((name) => root.includes(name))
  const own = (action: string, what: string) => ({
    action,
    isThere: false,
    says: `.github/actions/${action} is empty: write in its action.yml how ${what}.`,
  })
  const built =
    config.image.build === 'own'
      ? [own('build', 'an image is built'), own('promote', 'an image gets the tag of a version')]
      : [
          {
            action: 'build',
            isThere: has('Dockerfile') || Object.keys(config.services).length > 0,
            says: 'The image is built from a Dockerfile at the root, which is not there yet.',
          },
        ]
  const deployed =
    config.deploy.with === 'own'
      ? [own('deploy', 'an image is deployed'), own('undeploy', 'an environment is taken down')]
      : [
          {
            action: 'deploy',
            isThere: has(...helmfiles, 'deploy'),
            says: 'Environments are deployed with a helmfile, in deploy/ or at the root, which is not there yet.',
          },
        ]
  const tested = {
    ...own('test', 'this repository is tested'),
    isThere: has('package.json', 'compose.test.yml'),
  }
  return [...built, tested, ...deployed]
}
