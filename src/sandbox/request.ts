import type { Repository, Token, User } from './state/rows.js'
import type { Transaction } from './state/store.js'
import type { World } from './world.js'

/** The user that makes a request, and the token it uses. */
export interface Actor {
  readonly user: User
  readonly token: Token
}

/** A request of an actor to one repository. */
export interface Request {
  readonly world: World
  readonly actor: Actor
  readonly repository: Repository
}

/** A request inside a transaction. */
export interface Write extends Request {
  readonly tx: Transaction
}

/** A write of the sandbox itself, without an actor. */
export type SystemWrite = Omit<Write, 'actor'>

/** Runs `work` in one transaction. */
export const transaction = <Result>(request: Request, work: (write: Write) => Result): Result => {
  const { world, actor, repository } = request
  return world.store.transaction((tx) => work({ world, actor, repository, tx }))
}
