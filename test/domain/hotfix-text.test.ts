import { expect, test } from 'vitest'
import { broughtBy } from '../../src/domain/hotfix-text.js'
import type { PickSource, Tried } from '../../src/domain/pick.js'

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
const tried = (pullRequest: number, result: Tried['result'], commit = `c${pullRequest}`): Tried => ({
  pullRequest,
  commit,
  result,
  made: null,
})
const origin = (number: number | null) => ({ number, title: `Title ${number}`, author: 'dev' })

test.each<
  [string, readonly Tried[], { earlier?: readonly (number | null)[]; onLine?: readonly string[] }, number[]]
>([
  ['what is picked', [tried(1, 'picked'), tried(2, 'picked')], {}, [1, 2]],
  ['what is not tried, because picks wait', [], {}, [1, 2]],
  ['nothing of a pick that is empty', [tried(1, 'picked'), tried(2, 'empty')], {}, [1]],
  ['what the branch has already', [tried(1, 'there'), tried(2, 'picked')], {}, [1, 2]],
  ['nothing that the line has already', [tried(1, 'there'), tried(2, 'picked')], { onLine: ['c1'] }, [2]],
  [
    'a row of commits of which one is new',
    [tried(1, 'there', 'a'), tried(1, 'picked', 'b'), tried(2, 'empty')],
    { onLine: ['a'] },
    [1],
  ],
  [
    'what was picked earlier, first and once',
    [tried(1, 'there'), tried(2, 'picked')],
    { earlier: [7, 1] },
    [7, 1, 2],
  ],
  ['no commit without a pull request', [tried(1, 'picked'), tried(2, 'empty')], { earlier: [null] }, [1]],
])('a hotfix brings %s', (_, picks, { earlier = [], onLine = [] }, numbers) => {
  const brought = broughtBy([source(1), source(2)], picks, { earlier: earlier.map(origin), onLine })
  expect(brought.map(({ number }) => number)).toEqual(numbers)
})
