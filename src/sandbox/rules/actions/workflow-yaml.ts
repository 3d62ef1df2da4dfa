import { parseDocument } from 'yaml'

/** The map at the top of a YAML text; empty if it is another thing, is broken, or has aliases that multiply. */
export function topOf(text: string): Readonly<Record<string, unknown>> {
  const document = parseDocument(text)
  if (document.errors.length > 0) return {}
  try {
    const top: unknown = document.toJS({ maxAliasCount: 100 })
    return typeof top === 'object' && top !== null && !Array.isArray(top) ? { ...top } : {}
  } catch (error) {
    if (error instanceof ReferenceError) return {} // how the library says that there are too many aliases
    throw error
  }
}
