import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test as anywhere } from 'vitest'
import { templateText } from '../../src/workflows/pack.js'
import { missingPrograms, runComposite, type ActionRun } from '../support/composite.js'

const test = anywhere.skipIf(missingPrograms.length > 0)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rel-docker-'))
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder })
  await mkdir(join(folder, '.rel'))
  await mkdir(join(folder, 'bin'))
  await symlink(new URL('../support/docker.mjs', import.meta.url).pathname, join(folder, 'bin/docker'))
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n')
  git('init', '--quiet')
  git('add', 'Dockerfile')
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message', 'a')
  await writeFile(join(folder, '.rel/action.yml'), 'of the pack')
  await writeFile(join(folder, 'untracked'), 'of nobody')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const image = 'ghcr.io/acme/widgets'
const act = async (
  action: 'build/docker' | 'promote/docker' | 'test/action',
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<ActionRun> =>
  runComposite(await templateText({ source: `actions/${action}.yml` }), {
    inputs: { image, ...inputs },
    cwd: folder,
    env: {
      PATH: [join(folder, 'bin'), dirname(process.execPath), process.env['PATH']].join(':'),
      HOME: folder,
      DOCKER_REGISTRY: join(folder, 'registry'),
      GITHUB_ACTOR: 'dev',
      GITHUB_SERVER_URL: 'https://github.com',
      ...env,
    },
  })
const tags = async (): Promise<Record<string, string>> =>
  JSON.parse(await readFile(join(folder, 'registry'), 'utf8').catch(() => '{}'))
const logins = async (): Promise<string> => readFile(join(folder, 'registry.log'), 'utf8')

test('without tags, builds an image of the files of the commit alone, and does not push it', async () => {
  const ran = await act('build/docker', { tags: '' })
  expect(ran, ran.log).toMatchObject({ status: 0, log: 'Dockerfile\n' })
  expect(ran.outputs['digest']).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(await tags()).toEqual({})
  expect(await logins()).toBe('builder docker-container\n')
})

test('pushes the image with each tag, and keeps the token out of the command line', async () => {
  const { outputs, log, status } = await act('build/docker', { tags: 'sha-1 tree-2' })
  expect(status, log).toBe(0)
  const { digest = '' } = outputs
  expect(await tags()).toEqual({
    [`${image}:sha-1`]: digest,
    [`${image}:tree-2`]: digest,
    [`${image}@${digest}`]: digest,
  })
  expect(await logins()).toContain('ghcr.io dev token\n')
})

test.each([
  [
    'the registry of the same server',
    'containers.example.com/a/b',
    { GITHUB_SERVER_URL: 'https://example.com' },
    'containers.example.com dev token',
  ],
  [
    'another registry',
    'registry.example.com/a',
    { REGISTRY_USERNAME: 'u', REGISTRY_PASSWORD: 'p' },
    'registry.example.com u p',
  ],
  ['Docker Hub', 'acme/widgets', { REGISTRY_USERNAME: 'u', REGISTRY_PASSWORD: 'p' }, 'docker.io u p'],
])('signs in to %s', async (_name, name, env, login) => {
  await act('build/docker', { image: name, tags: 'a' }, env)
  expect(await logins()).toContain(`${login}\n`)
})

test('a promotion tags the digest with the version, and can be repeated', async () => {
  const { [`${image}:sha-1`]: digest = '' } = await tags()
  for (const time of ['once', 'again']) {
    const ran = await act('promote/docker', { digest, version: '1.4.0' })
    expect(ran, `${time}: ${ran.log}`).toMatchObject({ status: 0, outputs: { digest } })
    expect((await tags())[`${image}:1.4.0`]).toBe(digest)
  }
})

test.each<[string, Record<string, string>, Record<string, string>, string]>([
  [
    'the version has another digest',
    { version: '1.3.0' },
    {},
    '1.3.0 already exists with the digest sha256:abc instead of sha256:',
  ],
  ['the digest was not pushed', { digest: 'sha256:none' }, {}, 'has no image sha256:none'],
  ['the registry does not respond', { version: '1.5.0' }, { DOCKER_DOWN: 'true' }, 'Could not check whether'],
  [
    'the registry wraps the image in an index',
    { version: '1.6.0' },
    { DOCKER_WRAPS: 'true' },
    'after the promotion instead of',
  ],
])('refuses a promotion if %s', async (_name, given, env, message) => {
  const before = await tags()
  const { [`${image}:sha-1`]: digest = '' } = before
  await writeFile(join(folder, 'registry'), JSON.stringify({ ...before, [`${image}:1.3.0`]: 'sha256:abc' }))
  const ran = await act('promote/docker', { digest, version: '1.4.0', ...given }, env)
  expect(ran).toMatchObject({ status: 1, outputs: {}, log: expect.stringContaining(message) })
  expect((await tags())[`${image}:1.3.0`]).toBe('sha256:abc')
})

test('tests with Docker Compose, else with package.json, else fails with a message to the team', async () => {
  const env = { REL_IMAGE: image }
  const none = await act('test/action', { digest: 'sha256:a' }, env)
  expect(none).toMatchObject({
    status: 1,
    log: expect.stringContaining('Add the commands that test this repository.'),
  })
  const lock = { name: 'a', version: '1.0.0', lockfileVersion: 3, packages: {} }
  await writeFile(
    join(folder, 'package.json'),
    '{"name":"a","version":"1.0.0","scripts":{"test":"echo own tests"}}',
  )
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock))
  expect(await act('test/action', { digest: 'sha256:a' }, env)).toMatchObject({
    status: 0,
    log: expect.stringMatching(/^own tests$/m),
  })
  await writeFile(join(folder, 'compose.test.yml'), 'services: {test: {image: "$IMAGE"}}')
  expect(await act('test/action', { digest: 'sha256:a' }, env)).toMatchObject({
    status: 0,
    log: `compose --file compose.test.yml run --rm test of ${image}@sha256:a\n`,
  })
}, 60_000)
