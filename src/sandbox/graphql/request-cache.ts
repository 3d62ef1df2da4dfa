/** The results of a request by name, so that several fields share one computation. */
export interface RequestCache {
  once<Result>(name: string, compute: () => Result): Result
  /** Clears the cache after a write. */
  clear(): void
}

export function createCache(): RequestCache {
  const results = new Map<string, unknown>()
  return {
    once<Result>(name: string, compute: () => Result): Result {
      if (!results.has(name)) results.set(name, compute())
      return results.get(name) as Result
    },
    clear: () => results.clear(),
  }
}
