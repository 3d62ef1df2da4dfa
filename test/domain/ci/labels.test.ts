import { expect, test } from 'vitest'
import { closed, dispatch, labeled, other, own, shortOf, unlabeled, type CiRow } from '../../support/ci.js'
const rows: readonly CiRow[] = [
  [
    'labelled, ci passed',
    labeled('deploy/qa1'),
    own({ labels: ['deploy', 'deploy/qa1'] }),
    'deploy:qa1',
    'qa1',
  ],
  [
    'labelled, ci running',
    labeled('deploy'),
    { ...own({ labels: ['deploy'] }), ci: 'running' },
    '',
    'still being tested',
  ],
  [
    'labelled, ci failed',
    labeled('deploy'),
    { ...own({ labels: ['deploy'] }), ci: 'failed' },
    'refused',
    'failed',
  ],
  [
    'labelled, older than the pack',
    labeled('deploy'),
    { ...own({ labels: ['deploy'] }), ci: null, image: false },
    'build deploy:preview/feature-login',
    'never built',
  ],
  [
    'labelled, the image is gone',
    labeled('deploy'),
    { ...own({ labels: ['deploy'] }), image: false },
    'build deploy:preview/feature-login',
    'image is gone',
  ],
  ['another label', labeled('bug'), own({ labels: ['bug', 'deploy'] }), '', 'asks for no environment'],
  [
    'another label, ci failed',
    labeled('bug'),
    { ...own({ labels: ['bug', 'deploy'] }), ci: 'failed' },
    '',
    'asks for no environment',
  ],
  [
    'labelled after it was merged',
    labeled('deploy'),
    own({ labels: ['deploy'], state: 'merged' }),
    '',
    '#7 is merged',
  ],
  ['labelled and at once unlabelled', labeled('deploy'), {}, '', 'lost the label'],
  [
    'take-over: the new one',
    labeled('deploy/qa2'),
    { ...own({ labels: ['deploy/qa2'] }), open: [other({ labels: ['deploy/qa2'] })] },
    'deploy:qa2',
    '#9 has that label too',
  ],

  ['unlabelled', unlabeled('deploy/qa1'), own({ labels: ['deploy'] }), 'undeploy:qa1', 'no longer holds qa1'],
  ['unlabelled, another label', unlabeled('bug'), own({ labels: ['deploy'] }), '', 'asks for no environment'],
  ['unlabelled and labelled again', unlabeled('deploy'), own({ labels: ['deploy'] }), '', 'again'],
  [
    'take-over: the old one',
    unlabeled('deploy/qa2'),
    { open: [other({ labels: ['deploy/qa2'] })] },
    '',
    'qa2 stays: #9',
  ],
  [
    'unlabelled, a fork has the slot only by its label',
    unlabeled('deploy/qa2'),
    { open: [other({ labels: ['deploy/qa2'], fork: true })] },
    'undeploy:qa2',
    'taken down',
  ],
  ['unlabelled after it was closed', unlabeled('deploy'), own({ state: 'closed' }), '', '#7 is closed'],

  [
    'closed',
    closed,
    own({ state: 'closed', labels: ['deploy', 'deploy/qa1'] }),
    'undeploy:preview/feature-login undeploy:qa1',
    'taken down',
  ],
  [
    'merged',
    closed,
    own({ state: 'merged', labels: ['deploy'] }),
    'undeploy:preview/feature-login',
    'taken down',
  ],
  ['closed without a label', closed, own({ state: 'closed' }), '', 'held no environment'],
  ['closed and reopened', closed, own({ labels: ['deploy'] }), '', 'open again'],
  [
    'closed, the slot is shared',
    closed,
    {
      ...own({ state: 'closed', labels: ['deploy', 'deploy/qa2'] }),
      open: [other({ labels: ['deploy/qa2'] })],
    },
    'undeploy:preview/feature-login',
    'qa2 stays',
  ],
  [
    'closed by dependabot',
    { ...closed, actor: 'dependabot[bot]' },
    own({ state: 'closed', labels: ['deploy'] }),
    'undeploy:preview/feature-login',
    'taken down',
  ],

  ['dispatched', dispatch, own({ labels: ['deploy/qa1', 'deploy/qa2'] }), 'deploy:qa1 deploy:qa2', 'qa1'],
  [
    'dispatched, nothing built',
    dispatch,
    { ...own({ labels: ['deploy/qa1'] }), ci: null },
    'build deploy:qa1',
    'built first',
  ],
  ['dispatched, nothing wanted and nothing built', dispatch, { ci: null }, '', 'No label'],
  [
    'dispatched for a closed one',
    dispatch,
    own({ labels: ['deploy/qa1'], state: 'closed' }),
    'undeploy:qa1',
    'taken down',
  ],
  ['dispatched for none', dispatch, { pullRequest: null }, '', 'no pull request #7'],
]
test.each(rows)('%s', (_name, event, facts, words, why) => {
  expect(shortOf(event, facts)).toEqual([words, expect.stringContaining(why)])
})
