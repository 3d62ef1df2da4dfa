import { parsedYaml } from '../../../lib/yaml.js'

/** The top-level map of a YAML text; empty if it is not a map, is invalid, or expands too many aliases. */
export function topLevelMap(text: string): Readonly<Record<string, unknown>> {
  const document = parsedYaml(text, { prettyErrors: false })
  if (document.errors.length > 0) return {}
  try {
    const top: unknown = document.toJS({ maxAliasCount: 100 })
    return typeof top === 'object' && top !== null && !Array.isArray(top) ? { ...top } : {}
  } catch (error) {
    if (error instanceof ReferenceError) return {} // thrown by the library for too many aliases
    throw error
  }
}
