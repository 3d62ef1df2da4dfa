import type { Repository, Token, User } from './state/rows.js'
import type { Transaction } from './state/store.js'
import type { World } from './world.js'

/** Who asks, and with which token. */
export interface Actor {
  readonly user: User
  readonly token: Token
}

/** An actor asks something of one repository. */
export interface Request {
  readonly world: World
  readonly actor: Actor
  readonly repository: Repository
}

/** A request inside a transaction. */
export interface Write extends Request {
  readonly tx: Transaction
}

/** What the sandbox writes to a repository by itself, for no actor. */
export type SystemWrite = Omit<Write, 'actor'>

/** Does the work of a request in one transaction. */
export const transaction = <Result>(request: Request, work: (write: Write) => Result): Result => {
  const { world, actor, repository } = request
  return world.store.transaction((tx) => work({ world, actor, repository, tx }))
}
