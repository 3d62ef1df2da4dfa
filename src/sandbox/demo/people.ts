import type { Role } from '../state/rows.js'

export const organization = 'acme'
export const repositoryNames = ['widgets', 'gadgets'] as const

/** The team of the demo, and what each of them may do in the repositories of acme. */
export const people: readonly { readonly login: string; readonly name: string; readonly role: Role }[] = [
  { login: 'rosa', name: 'Rosa Release', role: 'maintain' },
  { login: 'dev', name: 'Dev Developer', role: 'write' },
  { login: 'quinn', name: 'Quinn Quality', role: 'triage' },
  { login: 'olga', name: 'Olga Operations', role: 'admin' },
  { login: 'guest', name: 'Guest Reader', role: 'read' },
]

/** Who owns the clones: their token is in the clones' configuration. */
export const cloneOwner = 'dev'

export const labels: readonly {
  readonly name: string
  readonly color: string
  readonly description: string
}[] = [
  { name: 'deploy', color: '1d76db', description: 'Runs in a preview environment of its own' },
  ...['1', '2', '3', '4'].map((slot) => ({
    name: `deploy/qa${slot}`,
    color: '5319e7',
    description: `Runs in QA slot ${slot}`,
  })),
]
