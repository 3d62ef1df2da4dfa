type Refusal = readonly [
  title: string,
  login: string | null,
  /** `~` is the repository acme/widgets. */
  request: string,
  body: unknown,
  status: number,
  /** The message, or the errors of a validation that failed. */
  words: unknown,
]

const nowhere = 'f'.repeat(40)
const triage = 'Must have admin rights to Repository.'
const pull = (code: string, more: object): readonly object[] => [{ resource: 'PullRequest', code, ...more }]
const label = (code: string, field: string): readonly object[] => [{ resource: 'Label', code, field }]
const opening = (title: string, head: string, base: string, errors: unknown): Refusal => [
  title,
  'dev',
  'POST ~/pulls',
  { title: 'x', head, base },
  422,
  errors,
]
const ref = (title: string, name: string, sha: string, words: string): Refusal => [
  title,
  'dev',
  'POST ~/git/refs',
  { ref: name, sha },
  422,
  words,
]
const move = (title: string, branch: string, sha: string, words: string): Refusal => [
  title,
  'dev',
  `PATCH ~/git/refs/heads/${branch}`,
  { sha },
  422,
  words,
]

/**
 * Who asks for what, and what GitHub says. feature/one has pull request 1; `same` is where main is. The shas MAIN and HEAD stand
 * for main and feature/one.
 */
export const refusals: readonly Refusal[] = [
  ['no token on a private repository', null, 'GET ~', undefined, 404, 'Not Found'],
  ['no token on /user', null, 'GET /user', undefined, 401, 'Requires authentication'],
  ['a repository that is not there', 'dev', 'GET /repos/acme/none', undefined, 404, 'Not Found'],
  ['a number that is none', 'dev', 'GET ~/pulls/one', undefined, 404, 'Not Found'],

  opening('no difference', 'same', 'main', pull('custom', { message: 'No commits between main and same' })),
  opening(
    'a pull request that is there',
    'feature/one',
    'main',
    pull('custom', { message: 'A pull request already exists for acme:feature/one.' }),
  ),
  opening('an unknown base', 'feature/one', 'none', pull('invalid', { field: 'base' })),
  opening('an unknown head', 'none', 'main', pull('invalid', { field: 'head' })),
  opening('a head of nobody', 'nobody:one', 'main', pull('invalid', { field: 'head' })),
  [
    'no head',
    'dev',
    'POST ~/pulls',
    { title: 'x', base: 'main' },
    422,
    'Invalid request.\n\n"head" wasn\'t supplied.',
  ],
  [
    'a stale head',
    'dev',
    'PUT ~/pulls/1/merge',
    { sha: nowhere },
    409,
    'Head branch was modified. Review and try the merge again.',
  ],
  ['triage may not merge', 'quinn', 'PUT ~/pulls/1/merge', {}, 404, 'Not Found'],
  [
    'a review asked of the author',
    'dev',
    'POST ~/pulls/1/requested_reviewers',
    { reviewers: ['dev'] },
    422,
    'Review cannot be requested from pull request author.',
  ],

  ['a label that is there', 'dev', 'POST ~/labels', { name: 'Deploy' }, 422, label('already_exists', 'name')],
  [
    'a colour that is none',
    'dev',
    'POST ~/labels',
    { name: 'x', color: 'red' },
    422,
    label('invalid', 'color'),
  ],
  [
    'a label that is not on it',
    'dev',
    'DELETE ~/issues/1/labels/deploy',
    undefined,
    404,
    'Label does not exist',
  ],
  ['a label on nothing', 'dev', 'POST ~/issues/99/labels', { labels: ['deploy'] }, 404, 'Not Found'],
  ['a reader may not label', 'guest', 'POST ~/issues/1/labels', { labels: ['deploy'] }, 403, triage],
  [
    'triage may not label with a new label',
    'quinn',
    'POST ~/issues/1/labels',
    { labels: ['novel'] },
    404,
    'Not Found',
  ],
  ['triage may not make labels', 'quinn', 'POST ~/labels', { name: 'novel' }, 404, 'Not Found'],
  [
    'a comment that says nothing',
    'dev',
    'POST ~/issues/1/comments',
    { body: ' ' },
    422,
    [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }],
  ],

  ref('a ref that is there', 'refs/heads/same', 'MAIN', 'Reference already exists'),
  ref('a ref to nothing', 'refs/heads/x', nowhere, 'Object does not exist'),
  ref('a ref with a bad name', 'refs/heads/a..b', 'MAIN', 'Reference name is not valid'),
  move('moving a ref that is not there', 'none', 'MAIN', 'Reference does not exist'),
  move('moving back without force', 'feature/one', 'MAIN', 'Update is not a fast forward'),
  move('moving a protected branch', 'main', 'HEAD', 'Changes must be made through a pull request.'),
  ['no protection to see', 'olga', 'GET ~/branches/same/protection', undefined, 404, 'Branch not protected'],
  ['protection is for administrators', 'dev', 'GET ~/branches/main/protection', undefined, 403, triage],

  ['a body that is no JSON', 'dev', 'POST ~/labels', '{"name":', 400, 'Problems parsing JSON'],
  [
    'a body of the wrong type',
    'dev',
    'POST ~/labels',
    { name: 7 },
    422,
    "Invalid request.\n\nFor 'properties/name', 7 is not a string.",
  ],
  [
    'what the sandbox does not know',
    'dev',
    'GET ~/stargazers',
    undefined,
    501,
    'not in the sandbox: GET /repos/acme/widgets/stargazers',
  ],

  ['an address with NUL', 'dev', 'GET ~/contents/a%00b', undefined, 400, 'Bad Request'],
  ['an address that is malformed', 'dev', 'GET ~/labels/%zz', undefined, 404, 'Not Found'],
  [
    'a commit that looks like an option',
    'dev',
    'GET ~/commits/--all',
    undefined,
    422,
    'No commit found for SHA: --all',
  ],
  ['a branch that looks like an option', 'dev', 'GET ~/commits?sha=--all', undefined, 404, 'Not Found'],
  ['a comparison of options', 'dev', 'GET ~/compare/--all...--all', undefined, 404, 'Not Found'],
  ['a file that leads outside', 'dev', 'GET ~/contents/..%2f..%2fetc', undefined, 404, 'Not Found'],
  ['a ref that leads outside', 'dev', 'GET ~/git/ref/..%2f..%2fHEAD', undefined, 404, 'Not Found'],
]
