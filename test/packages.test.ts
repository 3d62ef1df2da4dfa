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

test('every package runs on the oldest Node that rel promises, and names no place it came from', async () => {
  const { packages } = (await json('package-lock.json')) as { packages: Record<string, Package> }
  const oldest = semver.minVersion((await json('package.json'))['engines'].node)!
  const outside = Object.entries(packages).filter(
    ([, { engines }]) => engines?.node && !semver.satisfies(oldest, engines.node),
  )
  expect(outside.map(([name]) => name)).toEqual([])
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([])
})

test('versions are pinned exactly, and whoever installs rel installs nothing else', async () => {
  const { dependencies = {}, devDependencies } = await json('package.json')
  expect(dependencies).toEqual({})
  expect(
    Object.values(devDependencies as Record<string, string>).filter(
      (version) => semver.valid(version) === null,
    ),
  ).toEqual([])
})

test('what is built in comes with its licences, all of them free to pass on', async () => {
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
      'micromark',
      'yaml',
    ]),
  )
  const free = [
    '0BSD',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'ISC',
    'MIT',
    'Unlicense',
  ]
  expect(found.filter(({ licence }) => !free.includes(licence!))).toEqual([])
})
