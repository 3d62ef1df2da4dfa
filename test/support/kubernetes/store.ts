export type Thing = Record<string, any>
export interface Kind {
  readonly group: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
}

const list: Readonly<Record<string, string>> = {
  v1: 'namespaces:Namespace secrets:Secret configmaps:ConfigMap services:Service serviceaccounts:ServiceAccount pods:Pod',
  'apps/v1': 'deployments:Deployment replicasets:ReplicaSet',
  'networking.k8s.io/v1': 'ingresses:Ingress',
}
/** What the cluster knows. `group`: with its version, as in `apps/v1`. */
export const kinds: readonly Kind[] = Object.entries(list).flatMap(([group, names]) =>
  names.split(' ').map((name) => {
    const [plural = '', kind = ''] = name.split(':')
    return { group, plural, kind, namespaced: kind !== 'Namespace' }
  }),
)

/** RFC 7386; lists are replaced whole. */
export function merged(target: any, patch: any): any {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch
  const result: Thing = { ...(typeof target === 'object' && !Array.isArray(target) ? target : {}) }
  for (const [key, value] of Object.entries(patch))
    if (value === null) delete result[key]
    else result[key] = merged(result[key], value)
  return result
}

/** `a=b,c!=d,e in (f,g),h` as far as helm and kubectl use it. */
export function selects(selector: string, { labels = {} }: { readonly labels?: Thing }): boolean {
  const terms = selector.match(/[^,(]+(?:\([^)]*\))?/g) ?? []
  return terms.every((term) => {
    const [, key = '', set] = /^(\S+) in \((.*)\)$/.exec(term.trim()) ?? []
    if (set !== undefined) return set.split(',').includes(labels[key])
    const [name = '', sign, value] = term.trim().split(/(!?==?)/)
    if (sign === undefined) return name in labels
    return (labels[name] === value) !== sign.startsWith('!')
  })
}

/** There are no controllers: what is written is ready at once. */
export function ready(thing: Thing): Thing {
  if (thing['kind'] === 'Namespace') return { ...thing, status: { phase: 'Active' } }
  if (thing['kind'] !== 'Deployment') return thing
  const replicas = thing['spec'].replicas ?? 1
  const condition = (type: string, reason: string) => ({ type, reason, status: 'True' })
  return {
    ...thing,
    status: {
      observedGeneration: thing['metadata'].generation,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      conditions: [
        condition('Available', 'MinimumReplicasAvailable'),
        condition('Progressing', 'NewReplicaSetAvailable'),
      ],
    },
  }
}
