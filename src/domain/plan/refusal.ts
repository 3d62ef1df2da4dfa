/** Why the plan stops, as data, so that a dry run and --json can show it. Exit status 3, or 4 for a missing permission. */
export interface Refusal {
  readonly code: 'refused' | 'slot-held' | 'conflict' | 'rejected' | 'permission'
  readonly message: string
  readonly hint: string
}

export const refuse = (message: string, hint: string): Refusal => ({ code: 'refused', message, hint })
