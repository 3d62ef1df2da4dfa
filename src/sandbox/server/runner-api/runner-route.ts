import type { World } from '../../world.js'

/** A request of the runner. */
export interface RunnerRequest {
  readonly world: World
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  /** The raw body, for requests that are not JSON. */
  readonly bytes: Buffer
  /** The folder of the artifacts. */
  readonly artifacts: string
  /** The number in the path. */
  readonly id: number
}

export type RunnerRoute = (request: RunnerRequest) => unknown
