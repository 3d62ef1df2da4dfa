import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { discovery, failure, placeOf, type Answer } from './addresses.js'
import { bodyOf } from './protobuf.js'
import { merged, ready, selects, type Kind, type Thing } from './store.js'

/** As much of a Kubernetes API as helm and kubectl ask for. It keeps what it is given, and runs nothing. */
export async function startCluster() {
  const things = new Map<string, Thing>()
  const watchers = new Set<{ readonly prefix: string; readonly response: ServerResponse }>()
  let version = 1
  /** How often a namespace that is deleted is still seen. */
  let lingering = 0
  const remaining = new Map<string, number>()

  const keyOf = ({ group, plural }: Kind, namespace: string, name: string): string =>
    `${group}/${plural}/${namespace}/${name}`
  const notify = (key: string, type: string, object: Thing): void => {
    for (const { prefix, response } of watchers)
      if (key.startsWith(prefix)) response.write(`${JSON.stringify({ type, object })}\n`)
  }
  const keep = (kind: Kind, key: string, namespace: string, thing: Thing): Thing => {
    const before = things.get(key)
    version += 1
    const changed = JSON.stringify(before?.['spec']) !== JSON.stringify(thing['spec'])
    const kept = ready({
      ...thing,
      kind: kind.kind,
      apiVersion: kind.group,
      metadata: {
        ...thing['metadata'],
        ...(kind.namespaced && { namespace }),
        uid: before?.['metadata'].uid ?? `uid-${version}`,
        creationTimestamp: before?.['metadata'].creationTimestamp ?? '2026-03-01T09:00:00Z',
        generation: (before?.['metadata'].generation ?? 0) + (changed ? 1 : 0) || 1,
        resourceVersion: String(version),
      },
    })
    things.set(key, kept)
    notify(key, before ? 'MODIFIED' : 'ADDED', kept)
    return kept
  }
  const remove = (key: string): void => {
    const gone = things.get(key)
    things.delete(key)
    if (gone) notify(key, 'DELETED', gone)
  }
  const namespaceKey = (name: string): string => `v1/namespaces//${name}`
  const end = (name: string): void => {
    for (const key of [...things.keys()]) if (key.split('/').at(-2) === name) remove(key)
    if (lingering === 0) return remove(namespaceKey(name))
    remaining.set(name, lingering)
    const namespace = things.get(namespaceKey(name))!
    things.set(namespaceKey(name), { ...namespace, status: { phase: 'Terminating' } })
  }
  const isEnding = (name: string): boolean =>
    things.get(namespaceKey(name))?.['status'].phase === 'Terminating'
  /** It was seen once more. */
  const linger = (name: string): void => {
    const times = (remaining.get(name) ?? 0) - 1
    remaining.set(name, times)
    if (times < 0 && isEnding(name)) remove(namespaceKey(name))
  }

  const server = createServer((request, response) => {
    // A description that describes nothing: helm checks a namespace that it makes against it, and an unknown kind passes.
    if (request.url?.startsWith('/openapi/v2')) {
      response.writeHead(200, {
        'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
      })
      return response.end()
    }
    void answer(request).then(
      (reply) => {
        if (reply === 'watch') return watch(request, response)
        response.writeHead(reply.code, { 'content-type': 'application/json' })
        response.end(JSON.stringify(reply.body))
      },
      (error: Error) => {
        response.writeHead(500, { 'content-type': 'application/json' })
        response.end(JSON.stringify(failure(500, 'InternalError', error.message).body))
      },
    )
  })
  const watch = (request: IncomingMessage, response: ServerResponse): void => {
    const { kind, namespace } = placeOf(new URL(request.url!, 'http://a').pathname)!
    const watcher = {
      prefix: `${kind.group}/${kind.plural}/${namespace === '' ? '' : `${namespace}/`}`,
      response,
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    watchers.add(watcher)
    response.on('close', () => watchers.delete(watcher))
  }

  async function answer(request: IncomingMessage): Promise<Answer | 'watch'> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url!, 'http://a')
    const known = discovery(url.pathname)
    if (known) return known
    const place = placeOf(url.pathname)
    if (!place) return failure(404, 'NotFound', `the server could not find ${url.pathname}`)
    const { kind, namespace, name } = place
    const key = keyOf(kind, namespace, name)
    const before = things.get(key)
    const method = request.method ?? 'GET'
    if (method === 'GET' && name === '') {
      if (url.searchParams.has('sendInitialEvents')) return failure(422, 'Invalid', 'only lists')
      if (url.searchParams.get('watch') === 'true') return 'watch'
      const prefix = keyOf(kind, namespace, '').replace(/\/\/$/, '/')
      const selector = url.searchParams.get('labelSelector') ?? ''
      const items = [...things]
        .filter(([key, thing]) => key.startsWith(prefix) && selects(selector, thing['metadata']))
        .map(([, thing]) => thing)
      const metadata = { resourceVersion: String(version) }
      return { code: 200, body: { kind: `${kind.kind}List`, apiVersion: kind.group, metadata, items } }
    }
    const missing = failure(404, 'NotFound', `${kind.plural} "${name}" not found`)
    if (method === 'GET') {
      const said = before ? { code: 200, body: before } : missing
      if (kind.kind === 'Namespace') linger(name)
      return said
    }
    if (method === 'DELETE') {
      if (!before) return missing
      if (kind.kind === 'Namespace') end(name)
      else remove(key)
      return { code: 200, body: { kind: 'Status', apiVersion: 'v1', status: 'Success' } }
    }
    const body = bodyOf(Buffer.concat(chunks))
    const type = request.headers['content-type'] ?? ''
    if (method === 'POST' || (!before && type.includes('apply-patch'))) {
      const own = name === '' ? String(body['metadata'].name) : name
      const place = keyOf(kind, namespace, own)
      if (things.has(place)) return failure(409, 'AlreadyExists', `${kind.plural} "${own}" already exists`)
      if (kind.namespaced && !things.has(namespaceKey(namespace)))
        return failure(404, 'NotFound', `namespaces "${namespace}" not found`)
      if (kind.namespaced && isEnding(namespace))
        return failure(403, 'Forbidden', `namespace ${namespace} is being terminated`)
      return { code: 201, body: keep(kind, place, namespace, body) }
    }
    if (!before) return missing
    return { code: 200, body: keep(kind, key, namespace, method === 'PUT' ? body : merged(before, body)) }
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    kubeconfig: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster: { server: url } }],
      users: [{ name: 'test', user: { token: 'secret' } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    }),
    /** Everything of a kind: `namespace/name`, or the name alone. */
    names: (plural: string): readonly string[] =>
      [...things.keys()]
        .filter((key) => key.includes(`/${plural}/`) || key.startsWith(`${plural}/`))
        .map((key) => key.slice(key.indexOf(`${plural}/`) + plural.length + 1).replace(/^\//, ''))
        .toSorted(),
    thing: (plural: string, name: string): Thing | undefined =>
      [...things].find(([key]) => key.endsWith(`/${plural}/${name}`))?.[1],
    linger: (times: number): void => void (lingering = times),
    stop: async (): Promise<void> => {
      for (const { response } of watchers) response.end()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
