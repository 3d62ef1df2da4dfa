import { expect, test } from 'vitest'
import { planHotfix, type HotfixRunFacts } from '../../../src/domain/ci/hotfix.js'
import { push, usual } from '../../support/ci-hotfix.js'
import { oidOf } from '../../support/release.js'

test('names the earlier commit of a line that contains commits of main', () => {
  expect(planHotfix({ ...usual, fromMain: [oidOf('main')] }, push).refusal?.hint).toContain(
    `git push --force origin ${push.before}:release/1.4.0`,
  )
})

const spoiler: NonNullable<HotfixRunFacts['squashed']> = {
  pullRequest: 46,
  commit: oidOf('squash'),
  fromMain: ['a', 'b', 'c', 'd'].map(oidOf),
  before: oidOf('parent'),
}
const [a, b, c] = spoiler.fromMain.map((commit) => commit.slice(0, 7))
test.each<[string, Partial<typeof spoiler>, string, string]>([
  [
    'by a squashed pull request',
    {},
    `#46 merged 4 commits from main (${a}, ${b}, ${c}, …) into release/1.4.0 as ${oidOf('squash').slice(0, 7)}, which cannot be released as a hotfix.`,
    `Reset the line with \`git push --force origin ${oidOf('parent')}:release/1.4.0\`, then cherry-pick only the fix: \`rel hotfix start NAME --pick 46\`.`,
  ],
  [
    'before the push',
    { fromMain: [oidOf('a')], before: null },
    `#46 merged 1 commit from main (${a}) into release/1.4.0`,
    'Reset release/1.4.0 to the commit before them, then cherry-pick',
  ],
])('refuses commits of main that were merged into the line %s', (_name, given, message, hint) => {
  const { refusal } = planHotfix({ ...usual, squashed: { ...spoiler, ...given } }, push)
  expect(refusal).toMatchObject({
    code: 'refused',
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  })
})
