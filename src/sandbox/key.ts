import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { stateText, type Paths } from './paths.js'

/** The request header of the control API that contains the sandbox's key. */
export const keyHeader = 'x-sandbox-key'

/** Reads the key of a sandbox, or creates it. Only the user who runs the sandbox can read its file. */
export function openKey(paths: Paths): string {
  const known = readKey(paths)
  if (known !== null) return known
  const key = randomBytes(32).toString('hex')
  const temporary = `${paths.key}.new`
  writeFileSync(temporary, key, { mode: 0o600 })
  renameSync(temporary, paths.key)
  return key
}

/** The key of a sandbox; null if its first start has not created it. */
export function readKey(paths: Paths): string | null {
  const text = stateText(paths, paths.key)?.trim() ?? ''
  return /^[0-9a-f]{64}$/.test(text) ? text : null
}

/** Compares two secrets in constant time. */
export function isSameSecret(given: string, expected: string): boolean {
  const [first, second] = [given, expected].map((text) =>
    createHmac('sha256', 'compare').update(text).digest(),
  )
  return timingSafeEqual(first!, second!)
}

/** A signature of a text that only the sandbox can make; `purpose` keeps signatures of one kind from passing as another. */
export const signatureOf = (key: string, purpose: 'download' | 'session', text: string): string =>
  createHmac('sha256', key).update(`${purpose}\n${text}`).digest('hex')
