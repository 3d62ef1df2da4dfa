import type { Role } from '../state/rows.js'

export const organization = 'acme'
export const repositoryNames = ['widgets', 'gadgets'] as const

/** The members of the demo team, and their roles in the repositories of acme. */
export const people: readonly { readonly login: string; readonly name: string; readonly role: Role }[] = [
  { login: 'rosa', name: 'Rosa Release', role: 'maintain' },
  { login: 'dev', name: 'Dev Developer', role: 'write' },
  { login: 'quinn', name: 'Quinn Quality', role: 'triage' },
  { login: 'olga', name: 'Olga Operations', role: 'admin' },
  { login: 'guest', name: 'Guest Reader', role: 'read' },
]

/** The owner of the clones: this user's token is in their git configuration. */
export const cloneOwner = 'dev'

export const labels: readonly {
  readonly name: string
  readonly color: string
  readonly description: string
}[] = [
  { name: 'deploy', color: '1d76db', description: 'Deploy to a preview environment of its own' },
  ...['1', '2', '3', '4'].map((slot) => ({
    name: `deploy/qa${slot}`,
    color: '5319e7',
    description: `Deploy to QA slot ${slot}`,
  })),
]
