import { kinds, type Kind, type Thing } from './store.js'

export interface Answer {
  readonly code: number
  readonly body: Thing
}
export const failure = (code: number, reason: string, message: string): Answer => ({
  code,
  body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message },
})

const groups = [...new Set(kinds.map(({ group }) => group))]
/** What there is to ask for; null for anything else. */
export function discovery(path: string): Answer | null {
  const ok = (body: Thing): Answer => ({ code: 200, body })
  if (path === '/version') return ok({ major: '1', minor: '34', gitVersion: 'v1.34.0' })
  if (path === '/api') return ok({ kind: 'APIVersions', versions: ['v1'] })
  if (path === '/apis') {
    const named = groups
      .filter((group) => group !== 'v1')
      .map((group) => {
        const [name = '', version = ''] = group.split('/')
        return {
          name,
          versions: [{ groupVersion: group, version }],
          preferredVersion: { groupVersion: group, version },
        }
      })
    return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: named })
  }
  const [, group] = /^\/apis?\/((?:[^/]+\/)?v\d+)$/.exec(path) ?? []
  if (group === undefined) return null
  const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']
  const resources = kinds
    .filter((candidate) => candidate.group === group)
    .map(({ plural, kind, namespaced }) => ({
      name: plural,
      singularName: kind.toLowerCase(),
      kind,
      namespaced,
      verbs,
    }))
  return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: group, resources })
}

/** `/api/v1/namespaces/qa1/secrets/a` and the like. */
export function placeOf(
  path: string,
): { readonly kind: Kind; readonly namespace: string; readonly name: string } | null {
  const [, core, group, rest = ''] = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))\/(.*)$/.exec(path) ?? []
  const parts = rest.split('/')
  const isInside = parts[0] === 'namespaces' && parts.length > 2
  const [namespace, plural, name = ''] = isInside ? parts.slice(1) : ['', ...parts]
  const kind = kinds.find((candidate) => candidate.group === (core ?? group) && candidate.plural === plural)
  return kind ? { kind, namespace: namespace ?? '', name } : null
}
