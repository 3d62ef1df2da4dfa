import type { World } from '../../world.js'

/** A request of the runner. */
export interface Asked {
  readonly world: World
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  /** What was sent, where that is no JSON. */
  readonly bytes: Buffer
  /** Where the archives of artifacts are kept. */
  readonly artifacts: string
  /** The number in the path. */
  readonly id: number
}

export type Route = (asked: Asked) => unknown
