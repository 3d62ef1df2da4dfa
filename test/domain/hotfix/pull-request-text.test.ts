import { expect, test } from 'vitest'
import { pullRequestsIn, updatePullRequest } from '../../../src/domain/hotfix/pull-request-text.js'
import type { PickSource, PickAttempt } from '../../../src/domain/hotfix/cherry-pick.js'

const source = (number: number): PickSource => ({
  number,
  title: `Title ${number}`,
  author: 'dev',
  state: 'merged',
  mergedAt: '',
  mergeCommit: `m${number}`,
  head: '',
  commits: [],
})
const tried = (
  pullRequest: number,
  result: PickAttempt['result'],
  commit = `c${pullRequest}`,
): PickAttempt => ({
  pullRequest,
  commit,
  result,
  newCommit: null,
})
const origin = (number: number | null) => ({ number, title: `Title ${number}`, author: 'dev' })

test.each<
  [
    string,
    readonly PickAttempt[],
    { earlier?: readonly (number | null)[]; onLine?: readonly string[] },
    number[],
  ]
>([
  ['what is picked', [tried(1, 'picked'), tried(2, 'picked')], {}, [1, 2]],
  ['what is not tried, because picks wait', [], {}, [1, 2]],
  ['nothing of a pick that is empty', [tried(1, 'picked'), tried(2, 'empty')], {}, [1]],
  ['what the branch has already', [tried(1, 'present'), tried(2, 'picked')], {}, [1, 2]],
  ['nothing that the line has already', [tried(1, 'present'), tried(2, 'picked')], { onLine: ['c1'] }, [2]],
  [
    'a row of commits of which one is new',
    [tried(1, 'present', 'a'), tried(1, 'picked', 'b'), tried(2, 'empty')],
    { onLine: ['a'] },
    [1],
  ],
  [
    'what was picked earlier, first and once',
    [tried(1, 'present'), tried(2, 'picked')],
    { earlier: [7, 1] },
    [7, 1, 2],
  ],
  ['no commit without a pull request', [tried(1, 'picked'), tried(2, 'empty')], { earlier: [null] }, [1]],
])('a hotfix brings %s', (_, picks, { earlier = [], onLine = [] }, numbers) => {
  const pickedPullRequests = pullRequestsIn([source(1), source(2)], picks, {
    earlier: earlier.map(origin),
    onLine,
  })
  expect(pickedPullRequests.map(({ number }) => number)).toEqual(numbers)
})

/** What becomes of the text and the title of the pull request when #1 and #2 are picked; undefined: it stays. */
const followed = (title: string, body: string) => {
  const pickedPullRequests = [1, 2].map((number) => ({ number, title: `Title ${number}`, author: 'dev' }))
  const facts = {
    repository: 'acme/widgets',
    name: 'a.b',
    pickedPullRequests,
    pullRequest: { number: 9, title, body },
  }
  const [step] = updatePullRequest(facts)
  return step?.kind === 'edit-pull-request' ? { title: step.title, body: step.body } : undefined
}
const [one, two] = ['- #1 Title 1 (@dev)', '- #2 Title 2 (@dev)']

test.each([
  ['in the list', `${one}\n${two}\n`, undefined],
  ['in the list, as people write lists', `* #2 first\r\n  - #1`, undefined],
  ['not there', `${one}\n`, `${one}\n${two}\n`],
  [
    'said of something else',
    `Not #2, see acme/other#2.\n\n${one}`,
    `Not #2, see acme/other#2.\n\n${one}\n${two}\n`,
  ],
  ['another one in the list', `${one}\n- #22 More`, `${one}\n- #22 More\n${two}\n`],
  ['text after the list', `${one}\n\nTested.`, `${one}\n\nTested.\n\n${two}\n`],
  ['no list', 'All new', `All new\n\n${one}\n${two}\n`],
])('what is picked later comes to the text: %s', (_, body, text) => {
  expect(followed('As people say', body)?.body).toBe(text)
})

test.each([
  ['that of the only one', 'Title 1', one, 'Hotfix a.b: #1, #2'],
  ['that of the only one, as the list has it', 'Old (@x)', '- #1 Old (@x) (@dev)', 'Hotfix a.b: #1, #2'],
  ['that of the only one, the list taken out', 'Title 1', '', 'Hotfix a.b: #1, #2'],
  ['the numbers', 'Hotfix a.b: #7, #1', `- #7 More (@dev)\n${one}`, 'Hotfix a.b: #7, #1, #2'],
  ['the numbers already', 'Hotfix a.b: #1, #2', one, undefined],
  ['the numbers of another name', 'Hotfix acb: #1', one, undefined],
  ['the numbers and more', 'Hotfix a.b: #1 (urgent)', one, undefined],
  ['that of people', 'Fix login', one, undefined],
])('the title follows where it is the one that was given: %s', (_, title, body, next) => {
  expect(followed(title, body)?.title).toBe(next)
})
