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
  ['picked pull requests', [tried(1, 'picked'), tried(2, 'picked')], {}, [1, 2]],
  ['pull requests that are not tried yet', [], {}, [1, 2]],
  ['none whose cherry-pick is empty', [tried(1, 'picked'), tried(2, 'empty')], {}, [1]],
  ['those that are already in the branch', [tried(1, 'present'), tried(2, 'picked')], {}, [1, 2]],
  ['none that is already in the line', [tried(1, 'present'), tried(2, 'picked')], { onLine: ['c1'] }, [2]],
  [
    'one of whose commits one is new',
    [tried(1, 'present', 'a'), tried(1, 'picked', 'b'), tried(2, 'empty')],
    { onLine: ['a'] },
    [1],
  ],
  [
    'those picked earlier, first and once',
    [tried(1, 'present'), tried(2, 'picked')],
    { earlier: [7, 1] },
    [7, 1, 2],
  ],
  [
    'none for a commit without a pull request',
    [tried(1, 'picked'), tried(2, 'empty')],
    { earlier: [null] },
    [1],
  ],
])('lists the pull requests of a hotfix: %s', (_, picks, { earlier = [], onLine = [] }, numbers) => {
  const pickedPullRequests = pullRequestsIn([source(1), source(2)], picks, {
    earlier: earlier.map(origin),
    onLine,
  })
  expect(pickedPullRequests.map(({ number }) => number)).toEqual(numbers)
})

/** The new text and title of the pull request after #1 and #2 are picked; undefined: unchanged. */
const updated = (title: string, body: string) => {
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
const [first, second] = ['- #1 Title 1 (@dev)', '- #2 Title 2 (@dev)']

test.each([
  ['in the list', `${first}\n${second}\n`, undefined],
  ['in a list of another format', `* #2 first\r\n  - #1`, undefined],
  ['not listed', `${first}\n`, `${first}\n${second}\n`],
  [
    'mentioned elsewhere',
    `Not #2, see acme/other#2.\n\n${first}`,
    `Not #2, see acme/other#2.\n\n${first}\n${second}\n`,
  ],
  ['another number in the list', `${first}\n- #22 More`, `${first}\n- #22 More\n${second}\n`],
  ['text after the list', `${first}\n\nTested.`, `${first}\n\nTested.\n\n${second}\n`],
  ['no list', 'All new', `All new\n\n${first}\n${second}\n`],
])('adds pull requests picked later to the text: %s', (_, body, text) => {
  expect(updated('As people say', body)?.body).toBe(text)
})

test.each([
  ['the title of the only pull request', 'Title 1', first, 'Hotfix a.b: #1, #2'],
  ['its title as listed', 'Old (@x)', '- #1 Old (@x) (@dev)', 'Hotfix a.b: #1, #2'],
  ['its title, the list removed', 'Title 1', '', 'Hotfix a.b: #1, #2'],
  ['the numbers', 'Hotfix a.b: #7, #1', `- #7 More (@dev)\n${first}`, 'Hotfix a.b: #7, #1, #2'],
  ['all numbers already', 'Hotfix a.b: #1, #2', first, undefined],
  ['the numbers of another name', 'Hotfix acb: #1', first, undefined],
  ['the numbers and more', 'Hotfix a.b: #1 (urgent)', first, undefined],
  ['a title given by people', 'Fix login', first, undefined],
])('updates the title only if rel has given it: %s', (_, title, body, next) => {
  expect(updated(title, body)?.title).toBe(next)
})
