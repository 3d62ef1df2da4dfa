type Refusal = readonly [
  title: string,
  login: string | null,
  /** The method and path; `~` is /repos/acme/widgets. */
  request: string,
  body: unknown,
  status: number,
  /** The message, or the errors of a failed validation. */
  message: unknown,
]

const unknownSha = 'f'.repeat(40)
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
const ref = (title: string, name: string, sha: string, message: string): Refusal => [
  title,
  'dev',
  'POST ~/git/refs',
  { ref: name, sha },
  422,
  message,
]
const move = (title: string, branch: string, sha: string, message: string): Refusal => [
  title,
  'dev',
  `PATCH ~/git/refs/heads/${branch}`,
  { sha },
  422,
  message,
]

/**
 * Refused requests with GitHub's responses. feature/one has pull request 1; `same` points to the commit of main. The shas MAIN
 * and HEAD stand for the heads of main and feature/one.
 */
export const refusals: readonly Refusal[] = [
  ['no token on a private repository', null, 'GET ~', undefined, 404, 'Not Found'],
  ['no token on /user', null, 'GET /user', undefined, 401, 'Requires authentication'],
  ['an unknown repository', 'dev', 'GET /repos/acme/none', undefined, 404, 'Not Found'],
  ['a pull request number that is not a number', 'dev', 'GET ~/pulls/one', undefined, 404, 'Not Found'],

  opening(
    'a pull request without commits',
    'same',
    'main',
    pull('custom', { message: 'No commits between main and same' }),
  ),
  opening(
    'a second pull request of a head and base',
    'feature/one',
    'main',
    pull('custom', { message: 'A pull request already exists for acme:feature/one.' }),
  ),
  opening('an unknown base', 'feature/one', 'none', pull('invalid', { field: 'base' })),
  opening('an unknown head', 'none', 'main', pull('invalid', { field: 'head' })),
  opening('a head of an unknown owner', 'nobody:one', 'main', pull('invalid', { field: 'head' })),
  [
    'a missing head',
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
    { sha: unknownSha },
    409,
    'Head branch was modified. Review and try the merge again.',
  ],
  ['triage may not merge', 'quinn', 'PUT ~/pulls/1/merge', {}, 404, 'Not Found'],
  [
    'a review request to the author',
    'dev',
    'POST ~/pulls/1/requested_reviewers',
    { reviewers: ['dev'] },
    422,
    'Review cannot be requested from pull request author.',
  ],

  ['an existing label', 'dev', 'POST ~/labels', { name: 'Deploy' }, 422, label('already_exists', 'name')],
  ['an invalid colour', 'dev', 'POST ~/labels', { name: 'x', color: 'red' }, 422, label('invalid', 'color')],
  [
    'the removal of a label that the issue does not have',
    'dev',
    'DELETE ~/issues/1/labels/deploy',
    undefined,
    404,
    'Label does not exist',
  ],
  ['a label of an unknown issue', 'dev', 'POST ~/issues/99/labels', { labels: ['deploy'] }, 404, 'Not Found'],
  ['a reader may not label', 'guest', 'POST ~/issues/1/labels', { labels: ['deploy'] }, 403, triage],
  [
    'triage may not add an unknown label',
    'quinn',
    'POST ~/issues/1/labels',
    { labels: ['novel'] },
    404,
    'Not Found',
  ],
  ['triage may not create labels', 'quinn', 'POST ~/labels', { name: 'novel' }, 404, 'Not Found'],
  [
    'an empty comment',
    'dev',
    'POST ~/issues/1/comments',
    { body: ' ' },
    422,
    [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }],
  ],

  ref('an existing ref', 'refs/heads/same', 'MAIN', 'Reference already exists'),
  ref('a ref to an unknown object', 'refs/heads/x', unknownSha, 'Object does not exist'),
  ref('a ref with a bad name', 'refs/heads/a..b', 'MAIN', 'Reference name is not valid'),
  move('moving an unknown ref', 'none', 'MAIN', 'Reference does not exist'),
  move('moving back without force', 'feature/one', 'MAIN', 'Update is not a fast forward'),
  move('moving a protected branch', 'main', 'HEAD', 'Changes must be made through a pull request.'),
  [
    'reading the protection of an unprotected branch',
    'olga',
    'GET ~/branches/same/protection',
    undefined,
    404,
    'Branch not protected',
  ],
  [
    'reading protection without administrator access',
    'dev',
    'GET ~/branches/main/protection',
    undefined,
    403,
    triage,
  ],

  ['a body that is not JSON', 'dev', 'POST ~/labels', '{"name":', 400, 'Problems parsing JSON'],
  [
    'a body of the wrong type',
    'dev',
    'POST ~/labels',
    { name: 7 },
    422,
    "Invalid request.\n\nFor 'properties/name', 7 is not a string.",
  ],
  [
    'an operation that the sandbox does not have',
    'dev',
    'GET ~/stargazers',
    undefined,
    501,
    'not in the sandbox: GET /repos/acme/widgets/stargazers',
  ],

  ['a URL with NUL', 'dev', 'GET ~/contents/a%00b', undefined, 400, 'Bad Request'],
  ['a malformed URL', 'dev', 'GET ~/labels/%zz', undefined, 404, 'Not Found'],
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
  [
    'a file path outside of the repository',
    'dev',
    'GET ~/contents/..%2f..%2fetc',
    undefined,
    404,
    'Not Found',
  ],
  [
    'a ref path outside of the repository',
    'dev',
    'GET ~/git/ref/..%2f..%2fHEAD',
    undefined,
    404,
    'Not Found',
  ],
]
