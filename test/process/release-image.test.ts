import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTeam, type Team } from '../support/pack.js'
import { fast, releaseManager, type ReleaseManager } from '../support/release-manager.js'
import type { Json } from '../support/sandbox.js'

let team: Team
let manager: ReleaseManager
beforeAll(async () => {
  team = await openTeam()
  await team.guard('staging', 'production')
  manager = releaseManager(team)
}, 240_000)
afterAll(() => team?.stop())

test('does not promote an image that has changed by one byte', async () => {
  const version = await manager.nextVersion('first')
  const image = await imageOfDev()
  const changed = Buffer.from(image.bytes)
  changed[100] = (changed[100] ?? 0) ^ 1
  writeFileSync(image.blob, changed)
  const here = await manager.json('release publish --yes')
  expect(here).toMatchObject({
    exitCode: 3,
    error: { message: expect.stringContaining('was deleted or changed') },
  })
  // The web page checks nothing, but the run does.
  await team.publish(version)
  await team.idle()
  expect(await team.jobs(`event=release&branch=${version}`)).toContain('Release / plan: failure')
  expect(await team.log('Release / plan')).toContain('was deleted or changed')

  writeFileSync(image.blob, image.bytes)
  const tag = join(image.registry, 'ghcr.io/acme/widgets/tags', version)
  writeFileSync(tag, `sha256:${'0'.repeat(64)}`)
  await startAgain(version, 'rerun')
  expect(await team.log('Release / promote')).toMatch(/is already sha256:0{12}, not sha256:/)
  expect(readFileSync(tag, 'utf8')).toBe(`sha256:${'0'.repeat(64)}`)
})

test('does not deploy an image that was damaged while it waited', async () => {
  const version = await manager.nextVersion('second')
  const image = await imageOfDev()
  await manager.json(`release publish ${fast}`)
  const before = await team.answers('staging')
  writeFileSync(image.blob, Buffer.concat([image.bytes, Buffer.from('x')]))
  const { exitCode, error } = await manager.json(`release approve staging --version ${version} ${fast}`)
  expect([exitCode, error.message]).toEqual([
    1,
    expect.stringContaining(`The image ${image.digest} is damaged`),
  ])
  expect(await team.answers('staging')).toEqual(before)
  writeFileSync(image.blob, image.bytes)

  // The second attempt of the run waits at the gate; the first one stays failed.
  const [failed] = await attempts(version)
  expect(failed?.states[0]).toBe('failure')
  await startAgain(version, 'rerun-failed-jobs')
  expect(await manager.json(`release approve staging --version ${version} ${fast}`)).toMatchObject({
    exitCode: 0,
    result: { approvals: [{ environment: 'staging', to: version, deployed: { version } }] },
  })
  expect(await attempts(version)).toEqual([
    { id: expect.any(Number), states: expect.arrayContaining(['success']) },
    failed,
  ])

  const next = await manager.nextVersion('third')
  const published = await manager.rel(`release publish ${fast}`)
  expect([published.exitCode, published.stdout]).toEqual([
    8,
    expect.stringMatching(
      /^staging is waiting for approval by rosa or olga: http\S+\/actions\/runs\/\d+\nNext: rel release approve staging$/m,
    ),
  ])
  // Watching continues through both gates.
  const watching = manager.json(`release watch ${next} --interval 200ms`, 'guest')
  for (const stage of ['staging', 'production'])
    expect(await manager.json(`release approve ${stage} --version ${next} ${fast}`)).toMatchObject({
      exitCode: 0,
    })
  const watched = await watching
  expect(watched).toMatchObject({ exitCode: 0, result: { version: next, waiting: null } })
  expect(await (await fetch(watched.result.url)).json()).toMatchObject({
    environment: 'production',
    version: next,
  })
  expect(await team.answers('staging')).toMatchObject({ version: next })
})

test('the run refuses a version whose other spelling is tagged at another commit', async () => {
  const [{ tag_name: taken }] = await team.api('dev', 'GET', '/releases')
  await manager.nextVersion('fourth')
  const release = { tag_name: `v${taken}`, target_commitish: await team.head() }
  await team.api('olga', 'POST', '/releases', release)
  await team.idle()
  expect(await team.jobs(`event=release&branch=v${taken}`)).toEqual(
    expect.arrayContaining(['Release / plan: failure', 'Release / promote: skipped']),
  )
  expect(await team.log('Release / plan')).toContain(`The tag ${taken} already exists at`)
})

/** The file in the registry of the image that dev runs. */
async function imageOfDev() {
  const { digest } = await manager.runs('dev')
  const { value: registry } = await team.api('olga', 'GET', '/actions/variables/REL_IMAGES')
  const blob = join(registry, 'blobs', digest.replace(':', '-'))
  return { digest, registry, blob, bytes: readFileSync(blob) }
}

async function startAgain(version: string, action: 'rerun' | 'rerun-failed-jobs'): Promise<void> {
  const { workflow_runs } = await team.api('dev', 'GET', `/actions/runs?event=release&branch=${version}`)
  await team.api('rosa', 'POST', `/actions/runs/${workflow_runs[0].id}/${action}`)
  await team.idle()
}

/** The deployments of a version to staging with their states, each newest first. */
async function attempts(version: string) {
  const all: readonly Json[] = await team.api('dev', 'GET', `/deployments?environment=staging&ref=${version}`)
  return Promise.all(
    all.map(async ({ id }) => ({
      id: id as number,
      states: (await team.api('dev', 'GET', `/deployments/${id}/statuses`)).map(({ state }: Json) => state),
    })),
  )
}
