import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endOf, type Ended } from './support/run.js'

const root = resolve(import.meta.dirname, '..')
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rel-circles-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What `npm run lint` asks of src, asked of some files. */
async function cruise(files: Readonly<Record<string, string>>): Promise<Ended> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const words = [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    'dependency-cruiser.js',
  ]
  return endOf(promisify(execFile)(process.execPath, [...words, folder], { cwd: root }))
}

/** What a file says to import another: of these alone a circle can be made. */
const imports: Readonly<Record<string, (other: string) => string>> = {
  value: (other) => `import { one } from './${other}.js'\nvoid one\nexport const more = 1\n`,
  type: (other) => `import type { One } from './${other}.js'\nexport type More = One\n`,
  dynamic: (other) => `export const load = () => import('./${other}.js')\n`,
  dynamicType: (other) => `export type More = import('./${other}.js').One\n`,
  exported: (other) => `export * from './${other}.js'\n`,
}

test('a circle fails, whatever it is made of', async () => {
  const circles = Object.entries(imports).map(([kind, importing]) => ({
    [`${kind}-a.ts`]: importing(`${kind}-b`),
    [`${kind}-b.ts`]: `import type { More } from './${kind}-a.js'\nexport type One = More\nexport const one = 1\n`,
  }))
  const { status, out } = await cruise(Object.assign({}, ...circles))
  for (const kind of Object.keys(imports)) expect(out).toMatch(new RegExp(`no-circular: .*${kind}-`))
  expect(status).toBe(circles.length)
})

test('imports without a circle pass', async () => {
  const files = Object.entries(imports).map(([kind, importing]) => ({
    [`${kind}-a.ts`]: importing('end'),
  }))
  const { status, out } = await cruise(Object.assign({ 'end.ts': 'export const one = 1\n' }, ...files))
  expect([status, out]).toEqual([0, expect.stringContaining('no dependency violations found (6 modules')])
})
