/** Where GitHub itself does otherwise than its description says: by operation, with the reason. */
export const knownDeviations: Readonly<Record<string, string>> = {
  'issues/set-labels':
    '{"labels": []} takes all labels away, as the text says; the schema wants one at least (corrected in scripts/contract.js).',
  'repos/list-deployment-statuses':
    'The deployment of a job that waits at a gate is "waiting"; the schema does not know the state (corrected in scripts/contract.js).',
  'search/issues-and-pull-requests':
    'An item without a text has the body null; the schema wants a string (corrected in scripts/contract.js).',
}
