import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { isThisUser, ofAnotherUser, type Paths } from '../paths.js'

/**
 * Creates the state folder of a sandbox, which only its user can open: it contains tokens, and the key with which programs run
 * commands as the user. Throws if it exists and is not a folder of this user.
 */
export function openStateFolder({ state, directory }: Pick<Paths, 'state' | 'directory'>): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  mkdirSync(state, { recursive: true, mode: 0o700 })
  const found = lstatSync(state)
  if (!found.isDirectory()) throw new Error(`${state} is not a folder.`)
  if (!isThisUser(found.uid)) throw ofAnotherUser({ directory })
  chmodSync(state, 0o700) // an earlier version created it readable for everybody
}
