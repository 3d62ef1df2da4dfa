/** Remembers what was begun, so that fields that ask for the same get one answer. */
export interface Memory {
  once<Result>(name: string, begin: () => Result): Result
  /** After a write everything is found anew. */
  forget(): void
}

export function openMemory(): Memory {
  const begun = new Map<string, unknown>()
  return {
    once<Result>(name: string, begin: () => Result): Result {
      if (!begun.has(name)) begun.set(name, begin())
      return begun.get(name) as Result
    },
    forget: () => begun.clear(),
  }
}
