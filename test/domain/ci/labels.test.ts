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
  [
    'another label',
    labeled('bug'),
    own({ labels: ['bug', 'deploy'] }),
    '',
    'does not request an environment',
  ],
  [
    'another label, ci failed',
    labeled('bug'),
    { ...own({ labels: ['bug', 'deploy'] }), ci: 'failed' },
    '',
    'does not request an environment',
  ],
  [
    'labelled after it was merged',
    labeled('deploy'),
    own({ labels: ['deploy'], state: 'merged' }),
    '',
    '#7 is merged',
  ],
  ['labelled and unlabelled at once', labeled('deploy'), {}, '', 'was removed from #7'],
  [
    'labelled with a held slot',
    labeled('deploy/qa2'),
    { ...own({ labels: ['deploy/qa2'] }), open: [other({ labels: ['deploy/qa2'] })] },
    'deploy:qa2',
    'this replaces #9, which has the same label',
  ],

  ['unlabelled', unlabeled('deploy/qa1'), own({ labels: ['deploy'] }), 'undeploy:qa1', 'Taking down qa1'],
  [
    'unlabelled, another label',
    unlabeled('bug'),
    own({ labels: ['deploy'] }),
    '',
    'does not request an environment',
  ],
  ['unlabelled and labelled again', unlabeled('deploy'), own({ labels: ['deploy'] }), '', 'again'],
  [
    'unlabelled after a takeover',
    unlabeled('deploy/qa2'),
    { open: [other({ labels: ['deploy/qa2'] })] },
    '',
    'Keeping qa2: #9',
  ],
  [
    'unlabelled, with a label on a fork',
    unlabeled('deploy/qa2'),
    { open: [other({ labels: ['deploy/qa2'], fork: true })] },
    'undeploy:qa2',
    'Taking down',
  ],
  ['unlabelled after it was closed', unlabeled('deploy'), own({ state: 'closed' }), '', '#7 is closed'],

  [
    'closed',
    closed,
    own({ state: 'closed', labels: ['deploy', 'deploy/qa1'] }),
    'undeploy:preview/feature-login undeploy:qa1',
    'Taking down',
  ],
  [
    'merged',
    closed,
    own({ state: 'merged', labels: ['deploy'] }),
    'undeploy:preview/feature-login',
    'Taking down',
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
    'Keeping qa2',
  ],
  [
    'closed by dependabot',
    { ...closed, actor: 'dependabot[bot]' },
    own({ state: 'closed', labels: ['deploy'] }),
    'undeploy:preview/feature-login',
    'Taking down',
  ],

  ['dispatched', dispatch, own({ labels: ['deploy/qa1', 'deploy/qa2'] }), 'deploy:qa1 deploy:qa2', 'qa1'],
  [
    'dispatched without build',
    dispatch,
    { ...own({ labels: ['deploy/qa1'] }), ci: null },
    'build deploy:qa1',
    'building it first',
  ],
  ['dispatched without label and build', dispatch, { ci: null }, '', 'No label'],
  [
    'dispatched for a closed pull request',
    dispatch,
    own({ labels: ['deploy/qa1'], state: 'closed' }),
    'undeploy:qa1',
    'Taking down',
  ],
  ['dispatched for an unknown pull request', dispatch, { pullRequest: null }, '', 'no pull request #7'],
]
test.each(rows)('decides what a run does with a pull request: %s', (_name, event, facts, words, why) => {
  expect(shortOf(event, facts)).toEqual([words, expect.stringContaining(why)])
})
