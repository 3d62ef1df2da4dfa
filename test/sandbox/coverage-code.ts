import { pullsOf, write, type Write } from './coverage-steps.js'

const text = Buffer.from('hello\n').toString('base64')

/** Writes of labels, issues, git and pull requests. */
export const codeWrites: readonly Write[] = [
  write('dev', 'POST ~/labels', { name: 'urgent', color: 'ff0000' }, '~/labels'),
  write('dev', 'PATCH ~/labels/urgent', { new_name: 'very urgent' }, '~/labels/very%20urgent'),
  write('dev', 'POST ~/labels', { name: 'gone' }, '~/labels'),
  write('dev', 'DELETE ~/labels/gone', undefined, '~/labels'),
  write('dev', 'POST ~/issues', { title: 'Broken' }, '~/issues/{issue.number}', 'issue'),
  write('dev', 'PATCH ~/issues/{issue.number}', { body: 'Really' }, '~/issues/{issue.number}'),
  write(
    'dev',
    'POST ~/issues/{issue.number}/labels',
    { labels: ['deploy', 'deploy/qa1'] },
    '~/issues/{issue.number}/labels',
  ),
  write('dev', 'DELETE ~/issues/{issue.number}/labels', undefined, '~/issues/{issue.number}/events'),
  write(
    'dev',
    'PUT ~/issues/{issue.number}/labels',
    { labels: ['deploy', 'deploy/qa2'] },
    '~/issues/{issue.number}/labels',
  ),
  write('dev', 'DELETE ~/issues/{issue.number}/labels/deploy', undefined, '~/issues/{issue.number}/labels'),
  write(
    'dev',
    'POST ~/issues/{issue.number}/comments',
    { body: 'Me too' },
    '~/issues/{issue.number}/comments',
    'comment',
  ),
  write(
    'dev',
    'PATCH ~/issues/comments/{comment.id}',
    { body: 'Me three' },
    '~/issues/{issue.number}/comments',
  ),

  write('dev', 'POST ~/git/blobs', { content: 'hello\n' }, '~/git/trees/{tree.sha}', 'blob'),
  write(
    'dev',
    'POST ~/git/trees',
    { tree: [{ path: 'a.txt', mode: '100644', type: 'blob', sha: '{blob.sha}' }] },
    '~/git/trees/{tree.sha}',
    'tree',
  ),
  write(
    'dev',
    'POST ~/git/commits',
    { message: 'By hand', tree: '{tree.sha}', parents: ['{main.sha}'] },
    '~/git/commits/{commit.sha}',
    'commit',
  ),
  write(
    'dev',
    'POST ~/git/tags',
    { tag: 'a1', message: 'One', object: '{commit.sha}', type: 'commit' },
    '~/git/tags/{tag.sha}',
    'tag',
  ),
  write('dev', 'POST ~/git/refs', { ref: 'refs/heads/topic', sha: '{main.sha}' }, '~/git/ref/heads/topic'),
  write('dev', 'PATCH ~/git/refs/heads/topic', { sha: '{commit.sha}' }, '~/git/ref/heads/topic'),
  write(
    'dev',
    'POST ~/git/refs',
    { ref: 'refs/heads/gone', sha: '{main.sha}' },
    '~/git/matching-refs/heads/',
  ),
  write('dev', 'DELETE ~/git/refs/heads/gone', undefined, '~/git/matching-refs/heads/'),
  write('dev', 'POST ~/git/refs', { ref: 'refs/heads/files', sha: '{main.sha}' }, '~/branches/files'),
  write(
    'dev',
    'PUT ~/contents/docs/x.md',
    { message: 'Write', content: text, branch: 'files' },
    '~/contents/docs/x.md?ref=files',
  ),
  write('dev', 'POST ~/git/refs', { ref: 'refs/heads/merged', sha: '{main.sha}' }, '~/branches?per_page=100'),
  write('dev', 'POST ~/merges', { base: 'merged', head: 'files' }, '~/commits?sha=merged'),

  write('dev', 'POST ~/pulls', { title: 'Topic', head: 'topic', base: 'main' }, pullsOf('one'), 'one'),
  write('dev', `PATCH ${pullsOf('one')}`, { title: 'The topic' }, pullsOf('one')),
  write(
    'dev',
    `POST ${pullsOf('one')}/requested_reviewers`,
    { reviewers: ['rosa', 'olga'] },
    `${pullsOf('one')}/requested_reviewers`,
  ),
  write(
    'dev',
    `DELETE ${pullsOf('one')}/requested_reviewers`,
    { reviewers: ['olga'] },
    `${pullsOf('one')}/requested_reviewers`,
  ),
  write(
    'olga',
    `POST ${pullsOf('one')}/reviews`,
    { event: 'APPROVE', body: 'Fine' },
    `${pullsOf('one')}/reviews/{review.id}`,
    'review',
  ),
  write('dev', 'POST ~/pulls', { title: 'Files', head: 'files', base: 'main' }, pullsOf('two'), 'two'),
  write('dev', `PUT ${pullsOf('two')}/merge`, {}, pullsOf('two')),
  write('dev', `PUT ${pullsOf('one')}/update-branch`, {}, `${pullsOf('one')}/commits`),
]
