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
