import { expect, test } from 'vitest'
import { planCi } from '../../../src/domain/ci/plan.js'
import { config, pullRequest } from '../../support/facts.js'
import {
  closed,
  code,
  head,
  hotfix,
  labeled,
  older,
  other,
  own,
  push,
  shortOf,
  usual,
  type CiRow,
} from '../../support/ci.js'
const rows: readonly CiRow[] = [
  ['opened without a label', code, {}, '', 'No label of #7'],
  [
    'opened with labels',
    code,
    own({ labels: ['deploy', 'deploy/qa2', 'bug'] }),
    'deploy:preview/feature-login deploy:qa2',
    'of #7 to qa2',
  ],
  ['synchronize with a label', code, own({ labels: ['deploy'] }), 'deploy:preview/feature-login', 'aaaaaaa'],
  ['synchronize, superseded by a push', code, own({ labels: ['deploy'], sha: older }), '', 'now at bbbbbbb'],
  ['closed while it was tested', code, own({ labels: ['deploy'], state: 'closed' }), '', '#7 is closed'],
  ['two slots', code, own({ labels: ['deploy/qa1', 'deploy/qa2'] }), 'deploy:qa1 deploy:qa2', 'qa1'],
  ['a slot that the team does not have', code, own({ labels: ['deploy/qa9'] }), '', 'No label'],
  ['a queue label', code, own({ labels: ['queue/qa2'] }), '', 'No label'],
  ['a fork', code, own({ labels: ['deploy'], fork: true }), '', 'comes from a fork'],
  ['a fork, labelled', labeled('deploy'), own({ labels: ['deploy'], fork: true }), '', 'no secrets'],
  ['dependabot', { ...code, actor: 'dependabot[bot]' }, own({ labels: ['deploy'] }), '', 'dependabot[bot]'],
  [
    'dependabot, labelled by a person',
    labeled('deploy'),
    own({ labels: ['deploy'], author: 'dependabot[bot]' }),
    'deploy:preview/feature-login',
    '#7',
  ],
  [
    'dependabot, labelled by itself',
    labeled('deploy', 'dependabot[bot]'),
    own({ labels: ['deploy'] }),
    '',
    'Add the label yourself',
  ],
  [
    'a branch that is named staging',
    code,
    own({ labels: ['deploy'], head: 'staging' }),
    'deploy:preview/staging',
    'staging',
  ],
  ['into another branch', code, own({ labels: ['deploy'], base: 'develop' }), '', 'No label'],
  [
    'an older branch with the same preview name',
    code,
    {
      ...own({ labels: ['deploy'], head: 'a/b' }),
      open: [pullRequest(3, { head: 'a-b', labels: ['deploy'] })],
    },
    '',
    'used by #3',
  ],
  [
    'a newer branch with the same preview name',
    code,
    { ...own({ labels: ['deploy'], head: 'a/b' }), open: [other({ head: 'a-b', labels: ['deploy'] })] },
    'deploy:preview/a-b',
    '#9',
  ],
  [
    'a slot with the label of another pull request',
    labeled('deploy/qa1'),
    { ...own({ labels: ['deploy/qa1'] }), open: [pullRequest(3, { head: 'first', labels: ['deploy/qa1'] })] },
    'deploy:qa1',
    'this replaces #3, which has the same label',
  ],

  ['hotfix', code, own({ ...hotfix, labels: ['deploy', 'deploy/qa1'] }), 'deploy:hotfix', 'hotfix'],
  ['hotfix, labelled', labeled('deploy'), own({ ...hotfix, labels: ['deploy'] }), 'deploy:hotfix', 'hotfix'],
  [
    'hotfix, labelled with a slot',
    labeled('deploy/qa1'),
    own({ ...hotfix, labels: ['deploy/qa1'] }),
    '',
    'does not request an environment here',
  ],
  [
    'hotfix, with the label of another pull request',
    labeled('deploy'),
    {
      ...own({ ...hotfix, labels: ['deploy'] }),
      open: [pullRequest(3, { base: hotfix.base, head: 'hotfix/zz', labels: ['deploy'] })],
    },
    'deploy:hotfix',
    'this replaces #3, which has the same label',
  ],
  [
    'hotfix, closed',
    closed,
    own({ ...hotfix, labels: ['deploy'], state: 'merged' }),
    'undeploy:hotfix',
    'hotfix',
  ],
  [
    'hotfix closed, with a preview of another pull request',
    closed,
    { ...own({ ...hotfix, labels: ['deploy'], state: 'closed' }), open: [other({ labels: ['deploy'] })] },
    'undeploy:hotfix',
    'Taking down',
  ],

  ['push to main', push(), { pullRequest: null }, 'deploy:dev', 'every commit on main'],
  [
    'push to main, run again',
    push(),
    { pullRequest: null, dev: { commit: head, contains: true } },
    'deploy:dev',
    'aaaaaaa',
  ],
  [
    'push to main, superseded',
    push(),
    { pullRequest: null, dev: { commit: older, contains: true } },
    '',
    'dev already runs bbbbbbb',
  ],
  [
    'push to main, with dev behind',
    push(),
    { pullRequest: null, dev: { commit: older, contains: false } },
    'deploy:dev',
    'dev',
  ],
  [
    'push to main without dev',
    push(),
    { pullRequest: null, config: config('environments: [production]') },
    '',
    'not deployed',
  ],
  ['push to another branch', push('release/1.4.0'), { pullRequest: null }, '', 'not deployed'],
  ['merge queue', { kind: 'nothing', name: 'merge_group' }, { pullRequest: null }, '', 'merge_group'],
]
test.each(rows)('decides what a run does: %s', (_name, event, facts, words, why) => {
  expect(shortOf(event, facts)).toEqual([words, expect.stringContaining(why)])
})

test('gives a preview a namespace that no configured environment can have', () => {
  const { deploy, undeploy, pr } = planCi(code, {
    ...usual,
    ...own({ labels: ['deploy'], head: 'production' }),
  })
  expect({ deploy, undeploy, pr }).toEqual({
    deploy: [{ environment: 'preview/production', namespace: 'preview-production', commit: head }],
    undeploy: [],
    pr: 7,
  })
})
