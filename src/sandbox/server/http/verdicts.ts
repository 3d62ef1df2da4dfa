import { randomBytes } from 'node:crypto'
import { notFound } from '../../errors.js'
import type { Verdict } from '../../rules/repository/push-verdicts.js'
import type { RefMove } from '../../rules/repository/ref-move.js'

type Judge = (move: RefMove) => Promise<Verdict | null>

/** Where git's hook asks about the refs of a push, while the push is going on. */
export interface Verdicts {
  /** Returns the path at which to ask, and how to stop answering there. */
  open(judge: Judge): { readonly path: string; readonly close: () => void }
  answer(
    path: string,
    moves: readonly RefMove[],
  ): Promise<readonly { readonly ref: string; readonly verdict: Verdict | null }[]>
}

const prefix = '/_sandbox/pushes/'
export const isVerdictPath = (path: string): boolean => path.startsWith(prefix)

export function createVerdicts(): Verdicts {
  const judges = new Map<string, Judge>()
  return {
    open(judge) {
      const path = `${prefix}${randomBytes(16).toString('hex')}`
      judges.set(path, judge)
      return { path, close: () => void judges.delete(path) }
    },
    answer(path, moves) {
      const judge = judges.get(path)
      if (!judge) throw notFound()
      return Promise.all(moves.map(async (move) => ({ ref: move.ref, verdict: await judge(move) })))
    },
  }
}
