import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { templateText } from '../../src/workflows/pack.js'
import { missingPrograms, runComposite, type ActionRun } from '../support/composite.js'
import { startCluster } from '../support/kubernetes/cluster.js'
import { noTools, tools } from '../support/kubernetes/tools.js'

const chart = {
  'Chart.yaml': 'apiVersion: v2\nname: service\nversion: 0.1.0\n',
  'templates/all.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}", labels: {app.kubernetes.io/instance: "{{ .Release.Name }}"}}
spec:
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}"}}
    spec: {containers: [{name: service, image: "{{ required "an image" .Values.image }}"}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: "{{ .Release.Name }}", labels: {app.kubernetes.io/instance: "{{ .Release.Name }}"}}
spec:
  tls: [{hosts: ["{{ .Release.Name }}.{{ .Release.Namespace }}.example.com"]}]
  rules: [{host: "{{ .Release.Name }}.{{ .Release.Namespace }}.example.com"}]
`,
}
const helmfile = (...releases: readonly string[]): string =>
  `helmDefaults: {disableOpenAPIValidation: true}\nreleases:\n${releases
    .map(
      (name) =>
        `  - {name: ${name}, chart: ./chart, values: [{image: '{{ requiredEnv "REL_IMAGE" }}@{{ requiredEnv "REL_DIGEST" }}'}]}\n`,
    )
    .join('')}`
const seed = '#!/usr/bin/env bash\necho "$REL_ENVIRONMENT $REL_NAMESPACE" >> seeded\n'
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`
const real = spawnSync('helmfile', ['--version']).status === 0

const reason = noTools ?? (missingPrograms.length > 0 ? `Missing: ${missingPrograms.join(', ')}.` : null)
describe.skipIf(reason !== null)(`helmfile on Kubernetes${reason === null ? '' : `: ${reason}`}`, () => {
  let folder: string
  let path: string
  let cluster: Awaited<ReturnType<typeof startCluster>>

  beforeAll(async () => {
    cluster = await startCluster()
    folder = await mkdtemp(join(tmpdir(), 'rel-helm-'))
    const bin = join(folder, 'bin')
    await mkdir(bin)
    await writeFile(join(bin, 'sleep'), '#!/bin/sh\n', { mode: 0o755 })
    const programs = new URL('../support/kubernetes/', import.meta.url)
    if (!real) await symlink(new URL('helmfile.mjs', programs).pathname, join(bin, 'helmfile'))
    path = [bin, await tools(), dirname(process.execPath), process.env['PATH']].join(':')
    for (const name of ['widgets', 'gadgets']) {
      await files(name, { 'helmfile.yaml.gotmpl': helmfile(name), 'first.sh': seed })
      await chmod(join(folder, name, 'deploy/first.sh'), 0o755)
    }
    console.log(`helmfile: ${real ? 'installed' : 'a stand-in that runs the real helm'}.`)
  }, 60_000)
  afterAll(async () => {
    await cluster?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const files = async (repository: string, given: Readonly<Record<string, string>>): Promise<void> => {
    const all = Object.entries({ ...given }).map(([name, text]) => [`deploy/${name}`, text] as const)
    const own = Object.entries(chart).map(([name, text]) => [`deploy/chart/${name}`, text] as const)
    for (const [name, text] of [...all, ...own]) {
      const file = join(folder, repository, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
  }
  const act = async (
    action: 'deploy' | 'undeploy',
    repository: string,
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ActionRun> =>
    runComposite(await templateText({ source: `actions/${action}/helmfile.yml` }), {
      inputs,
      cwd: join(folder, repository),
      env: {
        PATH: path,
        HOME: folder,
        GITHUB_REPOSITORY_ID: repository === 'widgets' ? '1' : '2',
        REL_KUBECONFIG: cluster.kubeconfig,
        REL_IMAGE: `ghcr.io/acme/${repository}`,
        ...env,
      },
    })
  const target = { environment: 'preview/a', namespace: 'preview-a', commit: 'c'.repeat(40) }
  const deploy = (repository: string, digit: string, first = 'false', env = {}): Promise<ActionRun> =>
    act('deploy', repository, { ...target, digest: digest(digit), first }, env)
  const undeploy = (repository: string): Promise<ActionRun> => act('undeploy', repository, target)
  const imageOf = (name: string): string =>
    cluster.thing('deployments', `preview-a/${name}`)?.['spec'].template.spec.containers[0].image
  const seeded = (repository: string): Promise<string> =>
    readFile(join(folder, repository, 'deploy/seeded'), 'utf8').catch(() => '')

  test('the first deployment creates the namespace, seeds, and returns the URL', async () => {
    const ran = await deploy('widgets', '1', 'true')
    expect(ran, ran.log).toMatchObject({
      status: 0,
      outputs: { url: 'https://widgets.preview-a.example.com' },
    })
    expect(cluster.names('namespaces')).toEqual(['preview-a'])
    expect(imageOf('widgets')).toBe(`ghcr.io/acme/widgets@${digest('1')}`)
    expect(await seeded('widgets')).toBe('preview/a preview-a\n')
  }, 60_000)

  test('the next deployment upgrades, and does not seed', async () => {
    const ran = await deploy('widgets', '2')
    expect(ran.status, ran.log).toBe(0)
    expect(imageOf('widgets')).toBe(`ghcr.io/acme/widgets@${digest('2')}`)
    expect(cluster.names('secrets')).toEqual([
      'preview-a/sh.helm.release.v1.widgets.v1',
      'preview-a/sh.helm.release.v1.widgets.v2',
    ])
    expect(await seeded('widgets')).toBe('preview/a preview-a\n')
  }, 60_000)

  test('uninstalls a release that the next commit no longer has', async () => {
    await files('widgets', { 'helmfile.yaml.gotmpl': helmfile('widgets', 'worker') })
    const more = await deploy('widgets', '3')
    expect(more.status, more.log).toBe(0)
    expect(cluster.names('deployments')).toEqual(['preview-a/widgets', 'preview-a/worker'])
    await files('widgets', { 'helmfile.yaml.gotmpl': helmfile('widgets') })
    const less = await deploy('widgets', '4')
    expect(less.status, less.log).toBe(0)
    expect(cluster.names('deployments')).toEqual(['preview-a/widgets'])
  }, 60_000)

  test('keeps a namespace with releases of another repository, and deletes it with the last release', async () => {
    const other = await deploy('gadgets', '5', 'true')
    expect(other.status, other.log).toBe(0)
    const ran = await undeploy('widgets')
    expect(ran.status, ran.log).toBe(0)
    expect(ran.log).toContain('Keeping the namespace preview-a, which still has: gadgets')
    expect(cluster.names('deployments')).toEqual(['preview-a/gadgets'])
    const last = await undeploy('gadgets')
    expect(last.status, last.log).toBe(0)
    expect(cluster.names('namespaces')).toEqual([])
    const again = await undeploy('gadgets')
    expect(again).toMatchObject({ status: 0, log: 'The namespace preview-a does not exist.\n' })
  }, 60_000)

  test('waits for a terminating namespace, and removes a partly failed deployment', async () => {
    const before = await deploy('widgets', '6')
    expect(before.status, before.log).toBe(0)
    cluster.linger(3)
    const gone = await undeploy('widgets')
    expect(gone.status, gone.log).toBe(0)
    expect(cluster.thing('namespaces', '/preview-a')?.['status'].phase).toBe('Terminating')
    cluster.linger(0)
    await files('widgets', {
      'helmfile.yaml.gotmpl': `${helmfile('widgets')}  - {name: broken, chart: ./chart}\n`,
    })
    const ran = await deploy('widgets', '7', 'true')
    expect(ran.status).toBe(1)
    expect(ran.log).toContain('Waiting for the namespace preview-a to terminate.')
    expect(ran.log).toContain('an image')
    expect(cluster.names('deployments')).toEqual(['preview-a/widgets'])
    const down = await undeploy('widgets')
    expect(down.status, down.log).toBe(0)
    expect(cluster.names('namespaces')).toEqual([])
  }, 60_000)

  test('names the missing secret', async () => {
    const ran = await deploy('widgets', '8', 'false', { REL_KUBECONFIG: '' })
    expect(ran).toMatchObject({
      status: 1,
      log: expect.stringContaining('The secret KUBECONFIG is not set.'),
    })
  })
})
