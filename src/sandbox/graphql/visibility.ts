import { roleOf } from '../permissions.js'
import { node, requestFor, type Call, type Node } from './call.js'

export type Found = Node | null | Promise<Node | null>
/** Finds a node by the id within its type, usually a number. */
export type Find = (call: Call, id: string) => Found

export const canSee = (call: Call, repository: number): boolean => {
  const row = call.world.store.get('repositories', repository)
  return row !== null && roleOf(requestFor(call, row)) !== null
}

/** A row as a node, if the actor may see its repository. */
export const visibleNode = <Row extends { readonly repository: number }>(
  call: Call,
  type: string,
  row: Row | null,
): Found => (row && canSee(call, row.repository) ? node(type, row) : null)
