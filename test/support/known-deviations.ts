/** Operations in which GitHub differs from its own API description, with the reason. */
export const knownDeviations: Readonly<Record<string, string>> = {
  'issues/set-labels':
    '{"labels": []} removes all labels, as the text says; the schema requires at least one (corrected in scripts/contract.js).',
  'repos/list-deployment-statuses':
    'The deployment of a job that waits at a gate is "waiting"; the schema lacks that state (corrected in scripts/contract.js).',
  'search/issues-and-pull-requests':
    'An item without a text has the body null; the schema requires a string (corrected in scripts/contract.js).',
}
