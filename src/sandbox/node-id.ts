/**
 * The global id of an object, the same as `node_id` over REST and `id` over GraphQL: GitHub's legacy form, base64 of
 * `0<length of the type>:<type><id>`. `id` is the row's number, or `<repository>:<name or object id>` for git objects and refs.
 */
export const nodeId = (type: string, id: number | string): string =>
  Buffer.from(`0${type.length}:${type}${id}`).toString('base64')

/** The type and id that a global id encodes; null if it is not a valid one. */
export function fromNodeId(text: string): { readonly type: string; readonly id: string } | null {
  const [, length, rest] = /^0(\d+):(.+)$/s.exec(Buffer.from(text, 'base64').toString()) ?? []
  if (length === undefined || rest === undefined) return null
  const type = rest.slice(0, Number(length))
  const id = rest.slice(Number(length))
  return id !== '' && nodeId(type, id) === text ? { type, id } : null
}
