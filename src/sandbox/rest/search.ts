import { validationFailed } from '../errors.js'
import { searchIssues, termsOf } from '../rules/repository/search.js'
import type { Operations } from './operation.js'
import { sortedIssues } from './sort.js'
import { issueView } from './views/issue.js'

/** GitHub's maximum number of results. */
const limit = 1000

export const search: Operations = {
  'search/issues-and-pull-requests': (call) => {
    const { world, actor, query } = call
    const text = query.get('q') ?? ''
    if (text.trim() === '') throw validationFailed([{ resource: 'Search', field: 'q', code: 'missing' }])
    const found = searchIssues(world, actor, text)
    const [sort = '', direction = 'desc'] = (
      termsOf(text).find(({ name }) => name === 'sort')?.value ?? ''
    ).split('-')
    const order = new URLSearchParams({
      sort: query.get('sort') ?? sort,
      direction: query.get('order') ?? direction,
    })
    return {
      list: sortedIssues(found, order)
        .slice(0, limit)
        .map((issue) => () => ({ ...issueView(world, actor, issue), score: 1 })),
      wrap: (items) => ({
        total_count: found.length,
        incomplete_results: false,
        search_type: 'lexical',
        items,
      }),
    }
  },
}
