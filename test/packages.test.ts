import { readFile } from 'node:fs/promises'
import semver from 'semver'
import { expect, test } from 'vitest'

interface Package {
  readonly engines?: { readonly node?: string }
  readonly resolved?: string
  readonly optional?: boolean
}
const json = async (name: string) =>
  JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), 'utf8')) as Record<string, any>

test('every package supports the oldest Node of rel, and the lock file has no `resolved` URLs', async () => {
  const { packages } = (await json('package-lock.json')) as { packages: Record<string, Package> }
  const oldest = semver.minVersion((await json('package.json'))['engines'].node)!
  const unsupported = Object.entries(packages).filter(
    ([, { engines }]) => engines?.node && !semver.satisfies(oldest, engines.node),
  )
  expect(unsupported.map(([name]) => name)).toEqual([])
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([])
})

test('rel has no runtime dependencies, and versions are pinned exactly', async () => {
  const { dependencies = {}, devDependencies } = await json('package.json')
  expect(dependencies).toEqual({})
  expect(
    Object.values(devDependencies as Record<string, string>).filter(
      (version) => semver.valid(version) === null,
    ),
  ).toEqual([])
})

test('bundled packages are listed with their licences, all of them permissive', async () => {
  const notices = await readFile(new URL('../dist/third-party-licences.txt', import.meta.url), 'utf8')
  const found = [...notices.matchAll(/^(@?[\w./-]+) \d\S* \((.*)\)$/gm)].map(([, name, licence]) => ({
    name,
    licence,
  }))
  expect(found.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      '@oclif/core',
      '@octokit/rest',
      '@octokit/graphql-schema',
      'chalk',
      'markdown-it',
      'yaml',
    ]),
  )
  const permissive = [
    '0BSD',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'ISC',
    'MIT',
    'Unlicense',
  ]
  expect(found.filter(({ licence }) => !permissive.includes(licence!))).toEqual([])
})
