import { randomBytes } from 'node:crypto'
import { notFound } from '../../errors.js'
import type { Verdict } from '../../rules/repository/push-verdicts.js'
import type { RefMove } from '../../rules/repository/ref-move.js'

type RefCheck = (move: RefMove) => Promise<Verdict | null>

/** Lets git's update hook check the refs of a push while the push runs. */
export interface Verdicts {
  /** Registers a check; returns the path that the hook requests, and a function that unregisters it. */
  open(check: RefCheck): { readonly path: string; readonly close: () => void }
  answer(
    path: string,
    moves: readonly RefMove[],
  ): Promise<readonly { readonly ref: string; readonly verdict: Verdict | null }[]>
}

/** Each path is a secret of one push, which only its hook knows. */
const prefix = '/_pushes/'
export const isVerdictPath = (path: string): boolean => path.startsWith(prefix)

export function createVerdicts(): Verdicts {
  const checks = new Map<string, RefCheck>()
  return {
    open(check) {
      const path = `${prefix}${randomBytes(16).toString('hex')}`
      checks.set(path, check)
      return { path, close: () => void checks.delete(path) }
    },
    answer(path, moves) {
      const check = checks.get(path)
      if (!check) throw notFound()
      return Promise.all(moves.map(async (move) => ({ ref: move.ref, verdict: await check(move) })))
    },
  }
}
