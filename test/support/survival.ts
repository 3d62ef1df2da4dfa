import { expect } from 'vitest'
import type { Json, Sandbox } from './sandbox.js'

/** Reads these paths, kills and restarts the server, and checks that they read the same. */
export async function expectSurvival(
  sandbox: Sandbox,
  paths: readonly string[],
  login = 'dev',
): Promise<void> {
  const read = (): Promise<readonly Json[]> =>
    Promise.all(
      paths.map(async (path) => {
        const { status, body } = await sandbox.api(login, 'GET', path)
        return { path, status, body }
      }),
    )
  const before = await read()
  expect(before.filter(({ status }) => status !== 200)).toEqual([])
  sandbox.kill()
  await sandbox.restart()
  expect(await read()).toEqual(before)
}
